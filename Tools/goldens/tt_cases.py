"""The TT layers of which the goldens are made, the same for every library.

Each case becomes two files: NAME.npz holds what a user would save, the cores and the bias under the library's own
names; NAME.io.npz holds inputs x1 (1 sample) and x7 (7 samples) and the library's outputs y1 and y7.
"""

import sys
from pathlib import Path

import numpy as np

COLUMN_MODES = [3, 2, 4, 2, 1, 2]  # n, inputs
ROW_MODES = [2, 5, 2, 1, 2, 2]  # m, outputs
RANKS = [1, 2, 3, 4, 2, 3, 1]


class Case:
    def __init__(self, core_count, has_bias):
        self.name = f"d{core_count}-{'bias' if has_bias else 'nobias'}"
        self.has_bias = has_bias
        self.columns = COLUMN_MODES[:core_count]
        self.rows = ROW_MODES[:core_count]
        self.ranks = RANKS[:core_count] + [1]
        generator = np.random.default_rng(100 * core_count + has_bias)
        # Core k as (r_{k-1}, m_k, n_k, r_k).
        self.cores = [
            generator.standard_normal(
                (self.ranks[k], self.rows[k], self.columns[k], self.ranks[k + 1])
            ).astype("f4")
            for k in range(core_count)
        ]
        self.bias = generator.standard_normal(int(np.prod(self.rows))).astype("f4")
        self.inputs = {
            f"{batch}": generator.standard_normal((batch, int(np.prod(self.columns)))).astype("f4")
            for batch in [1, 7]
        }

    def save(self, layer, arrays):
        """Writes the arrays of the layer, and what `layer` (x → y) makes of the inputs."""
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / f"{self.name}.npz", **arrays)
        tests = {}
        for batch, x in self.inputs.items():
            tests["x" + batch] = x
            tests["y" + batch] = np.asarray(layer(x), "f4").reshape(x.shape[0], -1)
        np.savez_compressed(folder / f"{self.name}.io.npz", **tests)


CASES = [Case(d, has_bias) for d in range(1, 7) for has_bias in (False, True)]
