"""Labels: exact after normalisation, by alias, by gaps; a misprint is proposed and never matched."""

import pytest

from builder.forms import FORM_IDS, form
from builder.parse.labels import key, vocabulary
from builder.spelling import normalised


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_label_and_alias_of_the_forms_finds_its_own_row(form_id: str) -> None:
    words = vocabulary("applications")
    for row in form(form_id).rows:
        for text in (row.zh, *row.aliases):
            match = words.match((text,))
            assert match is not None and match.item == row.id, text


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_group_labels_before_the_row_label_change_nothing(form_id: str) -> None:
    words = vocabulary("applications")
    for row in form(form_id).rows:
        match = words.match((*row.group, row.zh))
        assert match is not None and match.item == row.id


@pytest.mark.parametrize(
    ("texts", "item"),
    [
        (("（六）其他处理", "3.其他"), "other_other"),
        (("3.其他",), "other_other"),
        (("3.其它",), "other_other"),
        (("3.危及国家安全、公共安全、经济安全、社会稳定",), "refused_security_stability"),
        (("1.逾期未补正",), "other_uncorrected_overdue"),
        (("（六）其他处理",), "other_handling"),
        (("（六）其他",), "other_handling"),
        (("(七) 总 计",), "total_processed"),
        (("（二）部分公开（区分处理的，只", "计这一情形，不计其他情形）"), "granted_in_part"),
        (("（四）无", "法提供", "2.没有现成信息需要另", "行制作"), "unavailable_needs_creation"),
        (("三、本", "年度办", "理结果", "（一）予以公开"), "granted"),
        (("7．属于□政执法案卷",), "refused_enforcement_file"),
        (('3.危及"三安全一稳定"',), "refused_security_stability"),
        (("２.其他法律行政止公开",), "refused_prohibited_by_law"),
        (("5.屬於三類內部事務信息",), "refused_internal_affairs"),
        (("一、本年新收政府信息公开申请数量：指2023年1月1日以后收到的",), "new_received"),
        (("［六］其他处理",), "other_handling"),
        (("备注（六）其他处理",), "other_handling"),
        (("二：上年结转政府信息公开申请数量",), "carried_in"),
        (("十二、总计",), "total_processed"),
        (("二、上年结转政府信息公开申请数量：不计入本年新收政府信息公开申请数量的",), "carried_in"),
        (("二、上年结转政府信息公开申请数量：不计入\n本年新收政府信息公开申请数量的",), "carried_in"),
        (("其中：予以公开",), "granted"),
        (("（二）部分公开（区分处理（见注）的）",), "granted_in_part"),
        (("（六）其他处理 3.其他 件",), "other_other"),
        (("序号", "总", "计"), "total_processed"),
    ],
)
def test_printed_variants(texts: tuple[str, ...], item: str) -> None:
    match = vocabulary("applications").match(texts)
    assert match is not None and match.item == item


def test_the_heads_of_columns_name_no_row_though_two_of_them_are_called_as_rows_are() -> None:
    words = vocabulary("applications")
    head = (
        "申请人情况",
        "自然人",
        "法人或其他组织",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    )
    for end in range(1, len(head) + 1):
        assert words.match(head[:end]) is None, head[:end]
    match = words.match((*head, "二、上年结转政府信息公开申请数量"))
    assert match is not None and match.item == "carried_in"


@pytest.mark.parametrize(
    ("texts", "item", "count"),
    [
        (("（一）予以公开", "（二）部分公开"), "granted_in_part", 1),
        (("（一）予以公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "（二）部分公开"), "granted_in_part", 4),
        (("信访举报投诉类申请 重复申请 件",), "not_processed_duplicate", 2),
        (("属于三类内",), "refused_internal_affairs", 2),
        (("规禁", "止公开", "3.危"), "refused_security_stability", 2),
        (("的，只计这一情形", "予公  7.属"), "refused_enforcement_file", 2),
        (("理结  （一）予",), "granted", 2),
    ],
)
def test_a_label_tells_how_many_rows_it_may_name(texts: tuple[str, ...], item: str, count: int) -> None:
    """Of several the last is the likeliest; the beginning of a label may as well be the end of another's line."""
    match = vocabulary("applications").match(texts)
    assert match is not None and (match.item, match.count) == (item, count)


def test_a_local_row_below_the_heading_of_a_group_is_not_the_row_that_the_group_is_in_the_other_form() -> None:
    assert vocabulary("applications").match(("（六）其他处理", "4.自行撤回申请的")) is None


@pytest.mark.parametrize("text", ["1.信访□□□□□□□", "□□", "总□", "规□"])
def test_too_little_of_a_label_is_left_to_tell_the_row(text: str) -> None:
    assert vocabulary("applications").match((text,)) is None


@pytest.mark.parametrize("texts", [("3.要求□□公", "开出□物"), ("乙", "3.要求提□公开出□物")])
def test_a_label_some_of_which_is_unread_stands_in_the_last_text_or_goes_over_several(texts: tuple[str, ...]) -> None:
    match = vocabulary("applications").match(texts)
    assert match is not None and match.item == "not_processed_publication"


def test_the_beginning_of_several_labels_names_none_of_them() -> None:
    match = vocabulary("applications").match(("甲", "（三）不予公开属于"))
    assert match is not None and match.item == "group:不予公开"


def test_explanations_in_brackets_do_not_name_a_row() -> None:
    words = vocabulary("proactive")
    match = words.match(("其他对外管理服务事项（指行政许可以外的事项，含行政处罚、行政强制）",))
    assert match is not None and match.item == "other_public_services"


def test_a_misprint_is_proposed_never_matched() -> None:
    words = vocabulary("applications")
    assert words.match(("属于三类内部事情信息",)) is None
    assert words.closest(("属于三类内部事情信息",)) == "refused_internal_affairs"
    assert words.closest(("信访举报", "投诉类伸请")) == "not_processed_petition"
    for text in ("属于行政查询案卷", "重复申", "属于三类内部资料", "咨询投诉类申请"):
        assert words.closest((text,)) is None, text


@pytest.mark.parametrize("text", ["其他主动公开文件", "机构职能", "受理投诉"])
def test_foreign_labels_are_not_proposed(text: str) -> None:
    assert vocabulary("proactive").closest((text,)) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("二：总计", "总计"),
        ("十二，总计", "总计"),
        ("部分公开（区分（见注（丙））处理）", "部分公开"),
        ("［六］其他", "（六）其他"),
        ("〔六〕其他[单位：件]", "（六）其他"),
    ],
)
def test_a_key_is_the_same_however_a_label_is_numbered_and_explained(text: str, plain: str) -> None:
    assert key(text) == key(plain) and key("（六）其他") != key("3.其他")


def test_keys_drop_kangxi_radicals_and_machine_pinyin() -> None:
    assert key("⾏政许可") == key("行政许可")
    assert normalised("⻓沙市⺠政局") == "长沙市民政局"
    assert normalised("政府信息公開(kāi)\t工作年度報(BÀO)告") == "政府信息公开工作年度报告"
    assert key("數(shù) 據(jù)") == key("数据")


@pytest.mark.parametrize("text", ["（一）区分后予以公开", "4.无正当理由多次重复申请", "（一）依法部分内容予以公开"])
def test_words_before_a_short_label_leave_its_row_in_doubt(text: str) -> None:
    match = vocabulary("applications").match((text,))
    assert match is not None and match.count > 1
    match = vocabulary("applications").match(("3.公开后可能危及国家安全、公共安全、经济安全、社会稳定",))
    assert match is not None and match.count == 1, "a long label is no other row's"


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("（一）依法予以公开", "granted"),
        ("2023年予以公开", "granted"),
        ("（二）予以部分公开（区分处理的，只计这一情形，不计其他情形）", "granted_in_part"),
        ("（三）不予公开 1.申请内容属于国家秘密", "refused_state_secret"),
        ("2.申请人重复申请", "not_processed_duplicate"),
    ],
)
def test_words_that_add_nothing_leave_no_row_in_doubt(text: str, item: str) -> None:
    match = vocabulary("applications").match((text,))
    assert match is not None and (match.item, match.count) == (item, 1)
