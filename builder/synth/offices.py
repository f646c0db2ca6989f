"""Fictional divisions and the offices in them, as a stream: the same seed gives the same offices in the same order.

Codes begin with 9, which GB/T 2260 does not use, so that no fictional office can be taken for a real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from builder.model import Agency, Region
from builder.synth.seeds import chance

_FIRST = "霁澹翊珺岚汀菡棠芷筠霖潇漪沅砚苇鹭栖澈珩茗桐榆杉枫荻萤瑾琮岫葭蓼蘅樨槐楠椿梓昭霏"
_SECOND = "溪川岭泽浦原陂垣屏坞渚埠峪墟庐汊塬堰澳嵎碛洼畈漈"
_PLACES = tuple(a + b for a in _FIRST for b in _SECOND)

_DEPARTMENTS = (
    ("finance", "财政局"),
    ("education", "教育局"),
    ("civil-affairs", "民政局"),
    ("justice", "司法局"),
    ("human-resources", "人力资源和社会保障局"),
    ("natural-resources", "自然资源局"),
    ("ecology", "生态环境局"),
    ("housing", "住房和城乡建设局"),
    ("transport", "交通运输局"),
    ("water", "水利局"),
    ("agriculture", "农业农村局"),
    ("commerce", "商务局"),
    ("culture", "文化广电和旅游局"),
    ("health", "卫生健康委员会"),
    ("veterans", "退役军人事务局"),
    ("emergency", "应急管理局"),
    ("audit", "审计局"),
    ("market", "市场监督管理局"),
    ("statistics", "统计局"),
    ("medical-security", "医疗保障局"),
    ("data", "政务服务和大数据管理局"),
    ("development", "发展和改革委员会"),
    ("industry", "工业和信息化局"),
    ("public-security", "公安局"),
    ("city-management", "城市管理局"),
)

_COUNTIES_PER_CITY = 8
_CITIES_PER_PROVINCE = 10


def _name(rank: int, suffix: str) -> str:
    return _PLACES[rank * 7 % len(_PLACES)] + suffix


def divisions() -> Iterator[tuple[Region, Region, Region]]:
    """Counties with the prefecture and the province they lie in, 10 provinces of 80 counties each."""
    places = 0
    for province in range(10):
        province_code = f"9{province}0000"
        above = Region(province_code, _name(places, "省"), "province", "")
        places += 1
        for city in range(1, _CITIES_PER_PROVINCE + 1):
            city_code = f"9{province}{city:02d}00"
            middle = Region(city_code, _name(places, "市"), "prefecture", province_code)
            places += 1
            for county in range(1, _COUNTIES_PER_CITY + 1):
                county_code = f"9{province}{city:02d}{county:02d}"
                suffix = "区" if county <= 2 else "县"
                yield Region(county_code, _name(places, suffix), "county", city_code), middle, above
                places += 1


def _government(division: Region, full: str) -> Agency:
    return Agency(
        f"{division.region_code}-government", f"{full}人民政府", (), "government", division.level, division.region_code
    )


def _departments(division: Region, full: str, rng: Random, share: float) -> Iterator[Agency]:
    for slug, name in _DEPARTMENTS:
        if rng.random() < share:
            yield Agency(
                f"{division.region_code}-{slug}",
                full + name,
                (division.name + name,),
                "department",
                division.level,
                division.region_code,
            )


def _below(division: Region, full: str, rng: Random) -> Iterator[Agency]:
    code = division.region_code
    for n in range(rng.randint(6, 14)):
        place = rng.choice(_FIRST) + rng.choice("桥塘店集湾铺庙营") + (rng.choice("东西南北") if n % 3 == 2 else "")
        if division.name.endswith("区") and n < 6:
            yield Agency(f"{code}-subdistrict-{n:02d}", f"{full}{place}街道办事处", (), "subdistrict", "township", code)
        else:
            suffix = "镇" if n % 2 else "乡"
            yield Agency(f"{code}-township-{n:02d}", f"{full}{place}{suffix}人民政府", (), "township", "township", code)
    if rng.random() < 0.4:
        yield Agency(f"{code}-zone", f"{full}经济开发区管理委员会", (), "zone", division.level, code)


def offices(seed: int) -> Iterator[tuple[Agency, Region]]:
    """Every fictional office with its division; names never repeat.

    Ten provinces hold some 26,000 offices, enough for 150,000 reports; beyond that the stream ends.
    """
    seen: set[str] = set()
    names: set[str] = set()

    def fresh(office: Agency) -> bool:
        if office.name in names:
            return False
        names.add(office.name)
        return True

    for county, city, province in divisions():
        for division, share in ((province, 0.9), (city, 0.8), (county, 0.7)):
            if division.region_code in seen:
                continue
            seen.add(division.region_code)
            rng = chance(seed, division.region_code)
            full = city.name + county.name if division is county else division.name
            found = [_government(division, full), *_departments(division, full, rng, share)]
            if division is county:
                found += _below(division, full, rng)
            yield from ((office, division) for office in found if fresh(office))
