@echo off
rem The Makefile's short commands for Windows without make: "make site", "make test", "make serve", "make lint".
setlocal
cd /d "%~dp0"
if not exist .venv\Scripts\portal.exe (
    py -3 -m venv .venv || python -m venv .venv || exit /b 1
    .venv\Scripts\python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .[dev] || exit /b 1
)
if "%1"=="" goto site
if "%1"=="site" goto site
if "%1"=="test" goto test
if "%1"=="serve" goto serve
if "%1"=="lint" goto lint
echo Unknown target "%1": site, test, serve or lint.
exit /b 2

:site
.venv\Scripts\portal build
exit /b %errorlevel%

:test
.venv\Scripts\python -m pytest -n 2
exit /b %errorlevel%

:serve
.venv\Scripts\portal build && .venv\Scripts\mkdocs serve
exit /b %errorlevel%

:lint
.venv\Scripts\ruff check . && .venv\Scripts\ruff format --check . && .venv\Scripts\mypy && .venv\Scripts\lint-imports
exit /b %errorlevel%
