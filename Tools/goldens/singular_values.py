#!/usr/bin/env python3
"""Writes Tests/LinearAlgebraTests/Goldens/singular_values.json: matrices with their singular values by SciPy.

Usage: python3 singular_values.py     (needs numpy and scipy; the file in the repository was made with those named in it)

The elements are small integers over a power of two, exact in Float and Double alike and short as text, unless the
case needs others (those are rounded to Float first, so that both types see the same matrix). Singular values come from
LAPACK's gesvd in Double.
"""
import json
import pathlib

import numpy as np
import scipy
import scipy.linalg

OUTPUT = pathlib.Path(__file__).parents[2] / "Tests/LinearAlgebraTests/Goldens/singular_values.json"
random = np.random.default_rng(20240607)


def dyadic(rows, columns):
    return random.integers(-128, 129, (rows, columns)) / 64.0


def with_spectrum(rows, columns, values):
    u, _ = np.linalg.qr(random.standard_normal((rows, len(values))))
    v, _ = np.linalg.qr(random.standard_normal((columns, len(values))))
    return (u * values) @ v.T


def orthogonal_with_repeats(size, values):
    # A permuted, signed block of 4x4 Hadamard matrices: exactly repeated singular values.
    h = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2.0
    blocks = scipy.linalg.block_diag(*[h * v for v in values])
    return blocks[random.permutation(size)]


cases = {
    "square 8x8": dyadic(8, 8),
    "square 33x33": dyadic(33, 33),
    "tall 47x13": dyadic(47, 13),
    "wide 13x47": dyadic(13, 47),
    "very tall 211x3": dyadic(211, 3),
    "very wide 5x197": dyadic(5, 197),
    "primes 31x37": dyadic(31, 37),
    "one row": dyadic(1, 29),
    "one column": dyadic(29, 1),
    "one element": np.array([[-2.5]]),
    "zero 6x4": np.zeros((6, 4)),
    "rank 3 of 20x17": dyadic(20, 3) @ dyadic(3, 17),
    "rank 1 of 12x12": dyadic(12, 1) @ dyadic(1, 12),
    "repeated values 16x16": orthogonal_with_repeats(16, [3.0, 3.0, 1.0, 0.25]),
    "identity 11x11": np.eye(11),
    "diagonal with zeros": np.diag([4.0, 0.0, -1.0, 0.0, 2.0]),
    "hilbert 12x12": scipy.linalg.hilbert(12),
    "geometric to 1e-6": with_spectrum(30, 24, np.geomspace(1, 1e-6, 24)),
    "clustered": with_spectrum(25, 25, np.r_[np.linspace(1, 1.0001, 12), np.linspace(0.1, 0.1001, 13)]),
    "tiny scale": dyadic(9, 7) * 2.0**-60,
    "huge scale": dyadic(7, 9) * 2.0**60,
    "lower triangle of ones": np.tril(np.ones((25, 25))),
    "large 130x120": dyadic(130, 120),
}

entries = []
for name, matrix in cases.items():
    matrix = matrix.astype(np.float32).astype(np.float64)
    values = scipy.linalg.svd(matrix, compute_uv=False, lapack_driver="gesvd")
    entries.append({
        "name": name,
        "rows": matrix.shape[0],
        "columns": matrix.shape[1],
        "elements": [float(x) for x in matrix.ravel()],
        "singularValues": [float(x) for x in values],
    })

OUTPUT.parent.mkdir(parents=True, exist_ok=True)
with open(OUTPUT, "w") as file:
    file.write('{"scipy": "%s", "numpy": "%s", "cases": [\n' % (scipy.__version__, np.__version__))
    file.write(",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries))
    file.write("\n]}\n")
