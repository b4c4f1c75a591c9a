"""How hard sentences are to read: the grade of Flesch and Kincaid, with syllables counted by a stated rule.

The grade is 0.39 × words in a sentence + 11.8 × syllables in a word − 15.59 (Kincaid, Fishburne, Rogers &
Chissom 1975, Navy Research Branch Report 8-75). A grade is for readers 5 years older: grade 9 is
about age 14.

A sentence ends with a full stop, a question mark or an exclamation mark before a space: colons, semicolons
and brackets end none. A number is one word with a syllable for each digit and sign, and two for per cent:
harder than other programs have it, which count one. A name, of an organisation, a sector or a wave, counts as
one word of two syllables, however long it is, for names are the reader's own.

Syllables of a word are its groups of vowels (a, e, i, o, u, y), less a silent e at the end (not after l
behind a consonant, as in *table*), less the e of -ed but after t or d, and less that of -es but after a hiss;
two vowels that are mostly spoken apart (*area*, *reliable*) are two. A word has one at least. These are a
few lines and no package, so that the rule can be said and names be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

GRADE = 9
"""About reading age 14."""
YEARS = 5
_NAME = "Xena"
_END = re.compile(r"[.!?]+(?:\s+|$)")
_WORD = re.compile(r"[^\W\d_][\w’'-]*|[+−]?\d[\d.,]*(?: %)?")


def syllables(word: str) -> int:
    """Count the syllables of a word."""
    word = word.casefold()
    if word[:1] in "+−" or word[:1].isdigit():
        return len(word)
    count = 0
    for part in re.split(r"[-’']", word):
        groups = len(re.findall(r"[aeiouy]+", part))
        silent = (
            re.search(r"[^aeiouy]e$", part)
            and not re.search(r"[^aeiouy]le$", part)
            or re.search(r"[^aeiouytd]ed$", part)
            or re.search(r"[^aeiouyscxzgh]es$", part)
        )
        # Two vowels that are spoken apart: re-al, sci-ence, cre-ate; not the one sound of -tion and -cious.
        apart = len(re.findall(r"(?:i[ao](?!us|n)|eo|ua(?!r)|io(?=r))", re.sub(r"[tcsg]i[ao]", "", part)))
        count += groups - bool(silent and groups > 1) + apart
    return max(1, count)


def grade(texts: Iterable[str], names: Iterable[str] = ()) -> float:
    """Return the grade of texts taken together.

    Parameters
    ----------
    texts
        Sentences, or several in one text.
    names
        What is a name in them.
    """
    text = " \n".join(texts).replace("\u00a0", " ")
    for name in sorted(filter(None, set(names)), key=len, reverse=True):
        text = text.replace(name, _NAME)
    sentences = [words for part in _END.split(text) if (words := _WORD.findall(part))]
    words = [word for one in sentences for word in one]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
