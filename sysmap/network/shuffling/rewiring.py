"""Pairs redrawn with each organisation in as many of them: ends are swapped, in many maps at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

# So many draws of each chain; so many numbers in one array of a block, few enough to stay near the processor.
_LENGTH = 8
_NUMBERS = 30_000
# Between two draws of a chain at most this share of pairs is left as it was, where that can be afforded.
_LEFT = 0.03
_HARDLY = 1e-9
_SHORT = 2**31
_ROUNDS = (2, 60)
_MOST_WORK = 30_000_000

Block = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Rewiring:
    """Pairs of organisations whose ends may be swapped.

    Two pairs a–b and c–d of one state become a–d and c–b, or a–c and b–d, so that every
    organisation keeps the number of its pairs in each state. No swap makes a pair of one, a pair
    that is there already, or one that cannot be.

    Attributes
    ----------
    first, second : numpy.ndarray of int32, shape (pairs,)
        The ends, as places from 0 to n − 1. No pair stands twice, whichever way it is written.
    state : numpy.ndarray of int, shape (pairs,)
        What the pair is. Pairs swap ends with those of their own state alone.
    oriented : numpy.ndarray of bool, shape (pairs,)
        Whether it matters which end is the first: then firsts stay firsts.
    barred : numpy.ndarray of bool, shape (n,)
        No pair of two barred organisations may come to be.

    Notes
    -----
    The graphs that such swaps lead to are equally likely in the long run, because each swap is as
    likely as its reverse (Fosdick, Larremore, Nishimura & Ugander 2018, SIAM Review 60: 315–355).
    In one round the pairs are matched at random and many matches are swapped at once: a match is
    swapped only if none of its two pairs, old or new, is among those of any other match. As the
    reverse of a swap is held to the same, rounds are as symmetric as single swaps.

    How many rounds are enough is nowhere known exactly, and a test does not need it: the map
    itself is given a random place in one of the chains, which is then run backwards and forwards
    from there, and the other chains set out from where it began. If the map is one of the equally
    likely ones, it cannot be told from the draws by its rank (Besag & Clifford 1989, Biometrika
    76: 633–642; Howes 2023, arXiv 2310.04924).
    """

    first: np.ndarray
    second: np.ndarray
    state: np.ndarray
    oriented: np.ndarray
    barred: np.ndarray

    def draws(self, count: int, seed: int) -> Iterator[Block]:
        """Draw graphs in which every organisation has as many pairs of each state.

        Parameters
        ----------
        count
            How many.
        seed
            Seed of the random numbers: the same seed gives the same draws on every machine.

        Yields
        ------
        tuple of numpy.ndarray of int32, shape (draws of the block, pairs)
            First and second ends; columns have the states of `state`.
        """
        random = np.random.default_rng([seed, 1])
        share, gap = self._pace(count)
        rounds = self._rounds(_LENGTH * gap, share, random)
        own = divmod(int(random.integers(count + 1)), _LENGTH)
        past = self._past(rounds, (own[1] + 1) * gap, random)[::gap]
        chains = math.ceil((count + 1) / _LENGTH)
        size = max(1, _NUMBERS // max(1, len(self.first)))
        for number, start in enumerate(range(0, chains, size)):
            stop = min(start + size, chains)
            row = own[0] - start if start <= own[0] < stop else None
            drawn = self._forwards(
                rounds, gap, past, stop - start, row, np.random.default_rng([seed, 2 + number])
            )
            place = np.arange(start * _LENGTH, stop * _LENGTH)
            kept = (place <= count) & (place != own[0] * _LENGTH + own[1])
            if kept.any():
                yield drawn[0][kept], drawn[1][kept]

    def _pace(self, count: int) -> tuple[float, int]:
        """Return the share of matches to swap in a round, and the rounds between two draws.

        Both come from the numbers of pairs that organisations have, which no swap changes.
        """
        pairs = len(self.first)
        held = np.bincount(np.concatenate([self.first, self.second])).astype(float)
        # How likely two ends taken at random are a pair already: size-biased numbers, as in stub matching.
        taken = 1 - math.exp(-((held**2).sum() ** 2) / max(1.0, held.sum()) ** 3)
        share = min(0.8, max(0.1, 0.2 / taken if taken else 0.8))
        moved = share * (1 - taken) ** 2 * (1 - share * taken) ** 4 * (0.5 if self.oriented.any() else 1)
        least, most = _ROUNDS
        # Where hardly a swap succeeds, no number of rounds that can be afforded is enough.
        gap = math.ceil(math.log(_LEFT) / math.log1p(-moved)) if moved > _HARDLY else most
        affordable = _MOST_WORK // max(1, count * pairs)
        return share, max(least, min(gap, most, affordable))

    def _rounds(self, count: int, share: float, random: np.random.Generator) -> list[_Round]:
        """Choose, for all chains alike, who is matched with whom in each round."""
        where = np.arange(len(self.first))
        rounds = []
        for _ in range(count):
            firsts, seconds, rest = [], [], []
            for code in np.unique(self.state):
                at = random.permutation(np.flatnonzero(self.state[where] == code))
                matches = int(random.binomial(len(at) // 2, share))
                firsts.append(at[:matches])
                seconds.append(at[matches : 2 * matches])
                rest.append(at[2 * matches :])
            order = np.concatenate([*firsts, *seconds, *rest]) if firsts else where
            where = where[order]
            matched = sum(map(len, firsts))
            rounds.append(_Round(order, where, matched, ~self.oriented[where[:matched]]))
        return rounds

    def _past(self, rounds: list[_Round], count: int, random: np.random.Generator) -> list[np.ndarray]:
        """Run one chain backwards from the map itself: its ends after 0, 1, ... `count` rounds."""
        # Which pair of a state is which is for chance to say.
        mixed = np.arange(len(self.first))
        for code in np.unique(self.state):
            own = np.flatnonzero(self.state == code)
            mixed[own] = random.permutation(own)
        ends = np.stack([self.first[mixed], self.second[mixed]])[:, None, :].astype(np.int32)
        ends = ends[..., rounds[count - 1].where] if count else ends
        found = [ends]
        for each in reversed(rounds[:count]):
            ends = ends.copy()
            self._swap(ends, self._keys(ends), each, random)
            ends = ends[..., np.argsort(each.order)]
            found.append(ends)
        return found[::-1]

    def _forwards(
        self,
        rounds: list[_Round],
        gap: int,
        past: list[np.ndarray],
        chains: int,
        own: int | None,
        random: np.random.Generator,
    ) -> np.ndarray:
        """Run chains from the first of `past`, of which the chain `own` follows what is past."""
        ends = np.repeat(past[0], chains, axis=1)
        keys = self._keys(ends)
        found = np.empty((2, chains, _LENGTH, ends.shape[-1]), dtype=np.int32)
        for number, each in enumerate(rounds):
            ends, keys = np.take(ends, each.order, axis=-1), np.take(keys, each.order, axis=-1)
            self._swap(ends, keys, each, random)
            draw, over = divmod(number + 1, gap)
            if over:
                continue
            if own is not None and draw < len(past):
                ends[:, own] = past[draw][:, 0]
                keys[own] = self._keys(past[draw])[0]
            found[:, :, draw - 1] = np.take(ends, np.argsort(each.where), axis=-1)
        return found.reshape(2, chains * _LENGTH, -1)

    def _keys(self, ends: np.ndarray) -> np.ndarray:
        return _key(ends[0], ends[1], len(self.barred))

    def _swap(self, ends: np.ndarray, keys: np.ndarray, each: _Round, random: np.random.Generator) -> None:
        """Swap the ends of matched pairs in every chain, in place, where that is allowed."""
        matched = each.matched
        if not matched:
            return
        mine, yours = slice(0, matched), slice(matched, 2 * matched)
        (a, c), (b, d) = ([end[:, part] for part in (mine, yours)] for end in ends)
        shape = a.shape
        bits = random.integers(0, 256, size=(a.size + 7) // 8, dtype=np.uint8)
        chance = np.unpackbits(bits, count=a.size).reshape(shape)
        # Chance says which way to swap; where there is but one way, whether to swap.
        turn = (c ^ d) * (chance & each.either_way)
        c, d = c ^ turn, d ^ turn
        ours, theirs = _key(a, d, len(self.barred)), _key(c, b, len(self.barred))
        clash = _repeated(np.concatenate([keys, ours, theirs], axis=1))
        pairs = keys.shape[1]
        bad = clash[:, mine] | clash[:, yours]
        bad |= clash[:, pairs : pairs + matched] | clash[:, pairs + matched :]
        bad |= (a == d) | (c == b) | (chance > each.either_way)
        if self.barred.any():
            bad |= (self.barred[a] & self.barred[d]) | (self.barred[c] & self.barred[b])
        ends[1][:, mine], second = np.where(bad, b, d), np.where(bad, d, b)
        ends[0][:, yours], ends[1][:, yours] = c, second
        np.copyto(keys[:, mine], ours, where=~bad)
        np.copyto(keys[:, yours], theirs, where=~bad)


@dataclass(frozen=True, eq=False)
class _Round:
    """Who is matched with whom: after `order`, place i with place i + `matched`, for i below `matched`."""

    order: np.ndarray
    where: np.ndarray
    matched: int
    either_way: np.ndarray


def _key(one: np.ndarray, other: np.ndarray, n: int) -> np.ndarray:
    """Return one number for a pair, whichever way it is written; a short one where it has room."""
    size = np.int32(n) if n * n < _SHORT else np.int64(n)
    return np.minimum(one, other) * size + np.maximum(one, other)


def _repeated(keys: np.ndarray) -> np.ndarray:
    """Tell which numbers stand more than once in their row."""
    columns = keys.shape[1]
    bits = columns.bit_length()
    # The column stands below the number in one integer: after sorting, equal numbers are neighbours. Short
    # integers are sorted in half the time.
    short = int(keys.max(initial=0)) < _SHORT >> bits
    kind = np.int32 if short else np.int64
    packed = keys.astype(kind, copy=False) << bits | np.arange(columns, dtype=kind)
    packed.sort(axis=1)
    numbers = packed >> bits
    found = np.zeros(keys.shape, dtype=bool)
    twice = np.flatnonzero(numbers[:, 1:] == numbers[:, :-1])
    rows, at = np.divmod(twice, max(1, columns - 1))
    for neighbour in (at, at + 1):
        found[rows, packed[rows, neighbour] & ((1 << bits) - 1)] = True
    return found
