"""Keyed randomness: every draw has an address, and its value is a function of that address alone.

A member's key is a hash of (seed, member); within it a draw is addressed by (step, process, cell, number).
The generator is counter-based (Philox4x32-10), so a value is computed from its address and there is no state
to carry, copy or protect: results do not depend on threads, order or chunks, member 900 needs no other
member, and two variants of a plan meet the same luck. In go a seed, a member number and stable names of
cells; out come uniforms in (0, 1). Everything random in the plain model comes through `Stream.uniform`, which
is its hot spot; hence the bare integer arithmetic. Hashes are of names, never of row numbers, so that adding
a place leaves every other place's luck alone. Assumes a process number below 256 per kind of draw, handed out
once by the caller. Nothing here is global, and nothing reads a clock.
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_WORD = 0xFFFFFFFF
_LONG = 0xFFFFFFFFFFFFFFFF
_UNIT_SEPARATOR = "\x1f"

# Salmon et al. 2011: what a round adds to the key, 32 bits of the golden ratio and of sqrt(3) - 1.
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10

# Steele, Lea & Flood 2014: the increment of SplitMix64, the odd integer nearest to 2**64 / golden ratio.
_GOLDEN_GAMMA = 0x9E3779B97F4A7C15


def philox4x32(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox4x32-10: four pseudo-random words for a counter under a key.

    Parameters
    ----------
    counter : tuple of 4 int
        Words c0..c3, each in [0, 2**32).
    key : tuple of 2 int
        Words k0, k1, each in [0, 2**32).

    Returns
    -------
    tuple of 4 int
        Words in [0, 2**32). For a fixed key the map is a bijection of the counters.

    Raises
    ------
    ValueError
        If a word is out of range, or there are not four and two of them.

    References
    ----------
    Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11,
    doi:10.1145/2063384.2063405, section 3.3. Known answers: file `kat_vectors` of the authors' Random123
    library.

    Examples
    --------
    >>> [f"{word:08x}" for word in philox4x32((0, 0, 0, 0), (0, 0))]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c0, c1, c2, c3 = _words("counter", counter, 4)
    return _philox_rounds(c0, c1, c2, c3, _round_keys(key))


def _words(what: str, words: tuple[int, ...], n_words: int) -> tuple[int, ...]:
    """The words as plain integers; ValueError unless there are `n_words`, each in [0, 2**32)."""
    plain = tuple(whole_number(what, word) for word in words)
    if len(plain) != n_words or any(word >> 32 for word in plain):
        raise ValueError(f"{what}: found {words!r}, expected {n_words} whole numbers in [0, 2**32)")
    return plain


def whole_number(what: str, value: int) -> int:
    """The value as a plain int; ValueError, with `what` in the message, if its type is not a whole number's.

    Integers of NumPy must not get into the arithmetic here: they wrap silently where Python's grow.
    """
    try:
        return value.__index__()
    except AttributeError:
        raise ValueError(f"{what}: found {value!r}, expected a whole number") from None


def _round_keys(key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The ten pairs of words mixed in round by round: of the key alone, so a stream computes them once."""
    k0, k1 = _words("key", key, 2)
    return _schedule(k0, k1)


@lru_cache(maxsize=64)
def _schedule(k0: int, k1: int) -> tuple[tuple[int, int], ...]:
    return tuple(((k0 + r * _WEYL_0) & _WORD, (k1 + r * _WEYL_1) & _WORD) for r in range(_ROUNDS))


def _philox_rounds(
    c0: int, c1: int, c2: int, c3: int, round_keys: tuple[tuple[int, int], ...]
) -> tuple[int, int, int, int]:
    """The ten rounds on words already known to be in range."""
    # Philox's multipliers stand as literals, since global names take time. Unrolling gained 1 %: dropped.
    for k0, k1 in round_keys:
        low = 0xD2511F53 * c0
        high = 0xCD9E8D57 * c2
        c0 = high >> 32 ^ c1 ^ k0
        c1 = high & 0xFFFFFFFF
        c2 = low >> 32 ^ c3 ^ k1
        c3 = low & 0xFFFFFFFF
    return c0, c1, c2, c3


def name_hash(*names: str) -> int:
    """A stable 64-bit number for a name, or for a tuple of names such as (route, cohort, destination).

    The names are brought to Unicode normal form C, so that both spellings of an accented letter are one name,
    joined with U+001F and hashed by BLAKE2b with an 8-byte digest read as little-endian. Order counts. Case
    and spaces count.

    Parameters
    ----------
    *names : str
        At least one; none may contain U+001F.

    Returns
    -------
    int
        In [0, 2**64), the same on every machine and in every version: changing it changes all published
        results.

    Raises
    ------
    ValueError
        Without names, on something that is not text, on U+001F in a name, and on text that UTF-8 cannot hold.

    References
    ----------
    BLAKE2: RFC 7693. Normal form C: Unicode Standard Annex 15.

    Examples
    --------
    >>> name_hash("Goris") == name_hash("Goris", "")
    False
    """
    if not names:
        raise ValueError("name_hash: found no name, expected at least one")
    for name in names:
        if not isinstance(name, str) or _UNIT_SEPARATOR in name:
            raise ValueError(f"name_hash: found {name!r}, expected text without U+001F, which separates names")
    return _text_hash(_UNIT_SEPARATOR.join(names))


@lru_cache(maxsize=65536)
def _text_hash(text: str) -> int:
    return _hash64(unicodedata.normalize("NFC", text).encode("utf-8"))


def _hash64(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def mix(a: int, b: int) -> int:
    """One 64-bit hash made of two, where order counts: the address of a cell from the hashes of its names.

    For a fixed `a` it is a bijection in `b`, and the reverse, so cells of one place never collide among
    themselves. Used where hashing the joined names would be too slow; shifts, products and exclusive or only,
    so that compiled code can do the same with unsigned 64-bit integers.

    Parameters
    ----------
    a, b : int
        In [0, 2**64).

    Returns
    -------
    int
        In [0, 2**64): ``finalise(finalise(a + gamma) xor b)``, sums modulo 2**64.

    Raises
    ------
    ValueError
        If an argument is not a whole number in [0, 2**64).

    References
    ----------
    Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA,
    doi:10.1145/2660193.2660195, the increment and the finaliser of SplitMix64 (a 64-bit mixer of Stafford's,
    his variant 13).

    Examples
    --------
    >>> mix(1, 2) == mix(2, 1)
    False
    """
    a, b = whole_number("mix", a), whole_number("mix", b)
    if a >> 64 or b >> 64:
        raise ValueError(f"mix: found {a} and {b}, expected whole numbers in [0, 2**64)")
    # The increment keeps zero from being a fixed point; the inner finaliser is what makes the order count.
    return _finalise(_finalise((a + _GOLDEN_GAMMA) & _LONG) ^ b)


def _finalise(z: int) -> int:
    """SplitMix64's bijection of [0, 2**64) in which every input bit reaches every output bit."""
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _LONG
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _LONG
    return z ^ z >> 31


def check_collisions(hashes: Mapping[str, int]) -> None:
    """Nothing, if all hashes differ; two cells sharing a hash would share their luck unseen, so that raises.

    Among a million names the chance of it is 3e-8 (birthday bound n**2 / 2**65); two spellings of one name,
    equal in normal form C, are the likelier cause.

    Parameters
    ----------
    hashes : mapping of str to int
        Name (or joined names, for the message) to hash. May be empty.

    Raises
    ------
    ValueError
        Naming every pair that shares a hash.
    """
    first_with: dict[int, str] = {}
    pairs = []
    for name, value in hashes.items():
        other = first_with.setdefault(value, name)
        if other != name:
            pairs.append(f"{other!r} and {name!r} share the hash {value:#018x}")
    if pairs:
        raise ValueError(
            f"names: {'; '.join(pairs)}. Expected a hash of its own for each, since equal hashes draw equal"
            " luck. Rename one of each pair; if they look alike, they are one name written in two ways."
        )


def member_key(seed: int, member: int, *more: str) -> tuple[int, int]:
    """The Philox key of one ensemble member.

    Every part is written as ``<bytes>:<text>,`` (a netstring), so that no two lists of parts read the same,
    then hashed to 64 bits. Keys of different members meet with probability 2**-64 per pair.

    Parameters
    ----------
    seed : int
        Zero or more, of any size. Zero is a seed like any other.
    member : int
        Zero or more. After the last bulletin: the particle's slot.
    *more : str
        What else sets this key apart, such as the as-of time. Brought to normal form C. None at all and an
        empty text give different keys.

    Returns
    -------
    tuple of 2 int
        Low and high 32 bits of the hash.

    Raises
    ------
    ValueError
        If seed or member is negative or not a whole number, or a further part is not text.

    References
    ----------
    Netstrings: D. J. Bernstein (1997), https://cr.yp.to/proto/netstrings.txt. BLAKE2: RFC 7693.

    Examples
    --------
    >>> member_key(0, 1) == member_key(1, 0)
    False
    """
    parts = []
    for what, number in (("seed", seed), ("member", member)):
        whole = whole_number(what, number)
        if whole < 0:
            raise ValueError(f"{what}: found {whole}, expected zero or more")
        parts.append(str(whole))
    for text in more:
        if not isinstance(text, str):
            raise ValueError(f"member_key: found {text!r}, expected text after seed and member")
        parts.append(unicodedata.normalize("NFC", text))
    encoded = [part.encode("utf-8") for part in parts]
    value = _hash64(b"".join(b"%d:%s," % (len(data), data) for data in encoded))
    return value & _WORD, value >> 32


class Stream:
    """Uniforms of one member, re-keyed by `at` before the draws of each cell.

    The counter words are c0 = block number, c1 = step << 8 | process, c2 and c3 = low and high half of the
    cell. A block gives two uniforms, from words (0, 1) and then (2, 3), the first of each pair being the high
    one. Blocks are computed when asked for: a cell that draws nothing costs nothing. A new stream stands at
    step 0, process 0, cell 0.

    Parameters
    ----------
    key : tuple of 2 int
        From `member_key`.

    Raises
    ------
    ValueError
        If the key is not two words in [0, 2**32).

    Notes
    -----
    One stream belongs to one member on one thread; it is cheap, so make another rather than share it.

    Examples
    --------
    >>> stream = Stream(member_key(0, 0))
    >>> goris = name_hash("Goris")
    >>> first = stream.at(5, 1, goris).uniform()
    >>> elsewhere = stream.at(6, 1, goris).uniform()
    >>> stream.at(5, 1, goris).uniform() == first != elsewhere
    True
    """

    __slots__ = ("_block", "_cell_high", "_cell_low", "_round_keys", "_second", "_step_process")

    def __init__(self, key: tuple[int, int]) -> None:
        self._round_keys = _round_keys(key)
        self.at(0, 0, 0)

    def at(self, step: int, process: int, cell: int) -> "Stream":
        """The same stream, moved to draw 0 of the given place in time and model.

        Parameters
        ----------
        step : int
            Number of the time step, in [0, 2**24): 1,900 years of hours.
        process : int
            Kind of draw (leaving, choosing, ...), in [0, 256).
        cell : int
            Hash of stable names, in [0, 2**64), from `name_hash` or `mix`.

        Returns
        -------
        Stream
            The same object, so that ``stream.at(...)`` can be passed on.

        Raises
        ------
        ValueError
            If an argument is out of range or not a whole number; the stream then stays where it was.
        """
        if not (type(step) is type(process) is type(cell) is int):
            step, process = whole_number("step", step), whole_number("process", process)
            cell = whole_number("cell", cell)
        # A shift leaves -1 of a negative number, so this catches both ends at once.
        if step >> 24 or process >> 8 or cell >> 64:
            raise ValueError(
                f"Stream.at: found step {step}, process {process}, cell {cell}; expected step in [0, 2**24),"
                " process in [0, 256), cell in [0, 2**64)"
            )
        self._step_process = step << 8 | process
        self._cell_low = cell & 0xFFFFFFFF
        self._cell_high = cell >> 32
        self._block = 0
        self._second = 0.0
        return self

    def uniform(self) -> float:
        """The next uniform number, strictly between 0 and 1.

        Returns
        -------
        float
            (i + 1/2) / 2**52 for a whole i in [0, 2**52): from 2**-53 to 1 - 2**-53, symmetric about 1/2, and
            exact in a double, as is one minus it. So logarithms need no guard, and ``1 - uniform`` is again
            such a number.

        Raises
        ------
        ValueError
            After 2**33 draws at one place, where the block number would run into the next word.
        """
        second = self._second
        if second:  # Never 0.0 as a draw, so 0.0 marks "none left".
            self._second = 0.0
            return second
        block = self._block
        if block > 0xFFFFFFFF:
            raise ValueError("Stream.uniform: found 2**33 draws at one place, expected fewer; re-key with `at`")
        self._block = block + 1
        w0, w1, w2, w3 = _philox_rounds(block, self._step_process, self._cell_low, self._cell_high, self._round_keys)
        self._second = ((w2 << 20 | w3 >> 12) + 0.5) * 2.220446049250313e-16
        return ((w0 << 20 | w1 >> 12) + 0.5) * 2.220446049250313e-16


def uniforms(
    key: tuple[int, int], steps: npt.ArrayLike, processes: npt.ArrayLike, cells: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """The first uniform of many addresses at once, each the same bits as ``Stream(key).at(...).uniform()``.

    Parameters
    ----------
    key : tuple of 2 int
        From `member_key`.
    steps, processes, cells : array_like of int
        Addresses as of `Stream.at`, broadcast against each other.

    Returns
    -------
    ndarray of float64
        In the shape the addresses broadcast to.

    Raises
    ------
    ValueError
        If an address is out of range or not a whole number, or the key is not two words in [0, 2**32).

    Examples
    --------
    >>> key = member_key(0, 0)
    >>> bool(uniforms(key, [5, 6], 1, 7)[1] == Stream(key).at(6, 1, 7).uniform())
    True
    """
    step, process = _unsigned("step", steps, 24), _unsigned("process", processes, 8)
    cell = _unsigned("cell", cells, 64)
    shape = np.broadcast_shapes(step.shape, process.shape, cell.shape)
    low, half, word = np.uint64(_WORD), np.uint64(32), np.uint64
    c0 = np.zeros(shape, np.uint64)
    c1 = np.broadcast_to(step << word(8) | process, shape)
    c2, c3 = np.broadcast_to(cell & low, shape), np.broadcast_to(cell >> half, shape)
    for k0, k1 in _round_keys(key):
        # factors below 2**32, so no product leaves 64 bits
        left, right = word(0xD2511F53) * c0, word(0xCD9E8D57) * c2
        c0, c2 = right >> half ^ c1 ^ word(k0), left >> half ^ c3 ^ word(k1)
        c1, c3 = right & low, left & low
    found: npt.NDArray[np.float64] = ((c0 << word(20) | c1 >> word(12)).astype(np.float64) + 0.5) * 2.0**-52
    return found


def _unsigned(what: str, values: npt.ArrayLike, bits: int) -> npt.NDArray[np.uint64]:
    """The values as unsigned integers; ValueError unless they are whole numbers in [0, 2**bits)."""
    # what is no array yet goes by way of objects: NumPy would make floats of numbers on both sides of 2**63
    given = values if isinstance(values, np.ndarray) else np.asarray(values, dtype=object)
    whole = given.dtype.kind in "iu" or all(hasattr(value, "__index__") for value in given.flat)
    if not whole or (given.size and (given.min() < 0 or int(given.max()) >> bits)):
        raise ValueError(f"uniforms: found {what} {values!r}, expected whole numbers in [0, 2**{bits})")
    return given.astype(np.uint64)
