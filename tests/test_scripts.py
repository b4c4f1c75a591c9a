"""Scripts as they go into a page: shorter, and otherwise the same."""

from __future__ import annotations

import pytest
from test_maps import SCRIPTS

from sysmap.pages.document import template_text
from sysmap.pages.scripts import _tokens, shortened


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("// said\nconst  total = 1;  /* more */ total;", "const a=1;a;"),
        # Properties and their keys stay; a key that is also a value is written apart.
        (
            "const shown = 1; go({ shown, drawn: shown }, by.shown);",
            "const a=1;go({shown:a,drawn:a},by.shown);",
        ),
        ("const { all, drawn: found = 2 } = given; all + found;", "const{all:a,drawn:b=2}=given;a+b;"),
        ("const [first, ...rest] = all; f(first, ...rest);", "const[a,...b]=all;f(a,...b);"),
        # A name that nobody in the script declares is somebody else's, and a short one must not meet it.
        ("const total = a + other; total;", "const b=a+other;b;"),
        # What stands before a colon in a question is no key.
        ("const yes = 1; f(x ? yes : no, { k: x ? yes : no });", "const a=1;f(x?a:no,{k:x?a:no});"),
        # Texts, templates and patterns are as they were; what a template works out is not a text.
        (
            "const name = 1; `name ${name + `${name}`} { /`; 'name';",
            "const a=1;`name ${a+`${a}`} { /`;'name';",
        ),
        ('const half = x / 2 / y; /half \\/[/"]/.test(half);', 'const a=x/2/y;/half \\/[/"]/.test(a);'),
        ("const less = (left, right) => left - -right;", "const c=(a,b)=>a- -b;"),
        ("function walk(start) { return start; } walk();", "function b(a){return a;}b();"),
        # The methods of a class and of an object keep their names.
        ("class Pen { move(to) { this.to = to; } } Pen;", "class Pen{move(a){this.to=a;}}Pen;"),
        (
            "const it = { get forms() { return it; }, tell() {} };",
            "const a={get forms(){return a;},tell(){}};",
        ),
        # A line may end what no mark ends.
        ("const one = f()\nconst two = one", "const a=f()\nconst b=a"),
        ("if (it) { go(); }\nfor (const one of all) one();", "if(it){go();}\nfor(const a of all)a();"),
    ],
)
def test_a_script_says_the_same_in_fewer_letters(written, wanted):
    assert shortened(written) == wanted


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_but_names_differs_and_each_has_one_short_form(name):
    text = template_text(name)
    before, after = list(_tokens(text)), iter(_tokens(shortened(text)))
    short = {}
    for place, token in enumerate(before):
        new = next(after)
        if token.kind != "name":
            assert new.text == token.text
            continue
        if new.text == token.text and token.inside == "o" and before[place + 1].text in (",", "}", "="):
            # A name that was key and value at once may now be written apart.
            following = next(after)
            if following.text == ":":
                new = next(after)
            else:
                after = _again(following, after)
        if new.text != token.text:
            assert short.setdefault(token.text, new.text) == new.text
    assert next(after, None) is None
    assert len(set(short.values())) == len(short)
    assert not set(short.values()) & {token.text for token in before if token.kind == "name"}


def _again(first, others):
    yield first
    yield from others
