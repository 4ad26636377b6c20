"""Writes array files as NumPy writes them: every element type, shape and layout that the readers must know.

Needs numpy. Usage: python numpy_arrays.py FOLDER
Each element of an array is its index in C order, minus 3 for signed types, mod 2 for bool.
"""

import sys
import zlib
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def counted(shape, code):
    values = np.arange(int(np.prod(shape, dtype=np.int64)))
    if code == "b1":
        return (values % 2 == 1).reshape(shape)
    if code[0] != "u":
        values = values - 3
    return values.reshape(shape).astype(code)


arrays = {code: counted((2, 5), code) for code in TYPES}
for code, array in arrays.items():
    np.save(folder / f"{code}.npy", array)
np.save(folder / "fortran.npy", np.asfortranarray(counted((2, 3, 4), "f4")))
np.save(folder / "scalar.npy", np.float32(-3))
np.save(folder / "empty.npy", np.zeros((0, 7), "f4"))
np.save(folder / "vector.npy", counted((7,), "i2"))
for version in [(2, 0), (3, 0)]:
    with open(folder / f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, counted((2, 5), "f4"), version=version)
np.save(folder / "bigendian.npy", counted((2, 5), ">f4"))
np.save(folder / "complex.npy", np.zeros(2, "c8"))
np.save(folder / "structured.npy", np.zeros(2, [("a", "f4"), ("b", "i4")]))

# An archive in both forms; the long array makes deflate use back references and dynamic tables.
arrays["long"] = counted((40, 50), "i4")
arrays["noise"] = np.random.default_rng(1).standard_normal(500).astype("f4")
arrays["empty"] = np.zeros((0, 7), "f4")
np.savez(folder / "stored.npz", **arrays)
np.savez_compressed(folder / "deflated.npz", **arrays)

# The same bytes as raw DEFLATE streams of every kind of block. Words at many distances, runs of many lengths.
random = np.random.default_rng(2)
words = [bytes(random.integers(0, 256, random.integers(1, 40), "u1")) for _ in range(60)]
text = b"".join(words[i] * int(n) for i, n in zip(random.integers(0, 60, 400), random.geometric(0.5, 400)))
text += bytes(3000) + text[:300]


def deflate(level, strategy):
    coder = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return np.frombuffer(coder.compress(text) + coder.flush(), "u1")


np.savez(
    folder / "deflate_streams.npz",
    text=np.frombuffer(text, "u1"),
    stored=deflate(0, zlib.Z_DEFAULT_STRATEGY),
    fixed=deflate(9, zlib.Z_FIXED),
    dynamic=deflate(9, zlib.Z_DEFAULT_STRATEGY),
    fast=deflate(1, zlib.Z_DEFAULT_STRATEGY),
    literals=deflate(9, zlib.Z_HUFFMAN_ONLY),
)
