"""Modules, classes and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator

from tests.quality import tree

MODULE, CLASS, FUNCTION = 400, 300, 60


def _lines(node: ast.AST) -> int:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return 0
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (node.end_lineno or node.lineno) - first + 1


def _too_long(kinds: type[ast.AST] | tuple[type[ast.AST], ...], most: int) -> Iterator[str]:
    for path in tree.modules("fieldapp"):
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, kinds) and _lines(node) > most:
                name = getattr(node, "name", "")
                yield f"{tree.shown(path)}: {name} has {_lines(node)} lines"


def test_no_module_is_longer_than_400_lines() -> None:
    lines = {
        tree.shown(path): len(path.read_text("utf-8").splitlines())
        for path in tree.modules("fieldapp")
    }
    assert {path: count for path, count in lines.items() if count > MODULE} == {}


def test_no_class_is_longer_than_300_lines() -> None:
    assert list(_too_long(ast.ClassDef, CLASS)) == []


def test_no_function_is_longer_than_60_lines() -> None:
    assert list(_too_long((ast.FunctionDef, ast.AsyncFunctionDef), FUNCTION)) == []
