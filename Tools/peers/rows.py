"""What is measured: the tensor-train layers, in every formulation, and the dense layers beside them."""

from dataclasses import dataclass
from math import prod

import numpy as np

from network import Network


@dataclass(frozen=True)
class TTRow:
    """A layer of prod(columns) inputs and prod(rows) outputs, all ranks equal. `outside`: a shape for which nobody
    has tuned anything; it does not enter the means."""

    columns: tuple
    rows: tuple
    rank: int
    outside: bool = False

    @property
    def inputs(self):
        return prod(self.columns)

    @property
    def outputs(self):
        return prod(self.rows)

    @property
    def name(self):
        modes = "-".join("x".join(map(str, modes)) for modes in (self.columns, self.rows))
        return f"{self.inputs}-{self.outputs}-{modes}-r{self.rank}"

    @property
    def title(self):
        modes = "→".join("·".join(map(str, modes)) for modes in (self.columns, self.rows))
        return f"{self.inputs}→{self.outputs} {modes} r{self.rank}"

    @property
    def ranks(self):
        return (1, *[self.rank] * (len(self.columns) - 1), 1)

    @property
    def parameters(self):
        r = self.ranks
        return sum(r[k] * self.rows[k] * self.columns[k] * r[k + 1] for k in range(len(self.rows)))

    def multiply_adds(self, batch, formulation):
        """Of a sweep from the last core to the first, or of one the other way."""
        m, n, r = self.rows, self.columns, self.ranks
        d = len(m)
        if formulation.endswith("ltr"):
            return batch * sum(r[k] * r[k + 1] * prod(m[: k + 1]) * prod(n[k:]) for k in range(d))
        return batch * sum(r[k] * r[k + 1] * prod(n[: k + 1]) * prod(m[k:]) for k in range(d))

    def cores(self):
        """Core k as (r, m, n, r'), random, so scaled that outputs are about as large as inputs."""
        generator = np.random.default_rng([*self.columns, *self.rows, self.rank])
        shapes = zip(self.ranks, self.rows, self.columns, self.ranks[1:])
        return [generator.standard_normal(s).astype(np.float32) / np.float32(np.sqrt(s[0] * s[2])) for s in shapes]

    def dense(self, dtype=np.float64):
        """(outputs, inputs), multiplied out from the first core to the last."""
        result = np.ones((1, 1, 1), dtype)
        for core in self.cores():
            r, m, n, r_next = core.shape
            outputs, inputs = result.shape[:2]
            flat = result.reshape(-1, r) @ core.reshape(r, -1).astype(dtype)
            order = flat.reshape(outputs, inputs, m, n, r_next).transpose(0, 2, 1, 3, 4)
            result = order.reshape(outputs * m, inputs * n, r_next)
        return result[:, :, 0]


def _rows(*table, outside=False):
    return [TTRow(n, m, rank, outside) for n, m, ranks in table for rank in ranks]


TT_ROWS = _rows(
    ((28, 28), (15, 20), (8, 16)),
    ((4, 7, 7, 4), (5, 3, 4, 5), (8,)),
    ((32, 32), (32, 32), (8, 16, 32)),
    ((8, 16, 8), (8, 16, 8), (8, 16)),
    ((4, 8, 8, 4), (4, 8, 8, 4), (8,)),
    ((64, 64), (64, 64), (8, 16, 32)),
    ((16, 16, 16), (16, 16, 16), (8, 16)),
    ((8, 8, 8, 8), (8, 8, 8, 8), (8,)),
    ((4, 8, 4, 8, 4), (4, 8, 4, 8, 4), (8,)),
    ((2, 7, 8, 8, 7, 4), (4, 4, 4, 4, 4, 4), (4,)),
    ((28, 28, 32), (16, 16, 16), (8, 16)),
    ((16, 24), (32, 48), (16, 32)),
    ((6, 8, 8), (12, 8, 16), (16, 32)),
    ((24, 32), (48, 64), (16, 32)),
    ((8, 8, 12), (16, 16, 12), (16, 32)),
) + _rows(
    ((10, 10, 10), (5, 10, 10), (7,)),
    ((20, 45), (25, 11), (12,)),
    ((12, 64), (48, 16), (20,)),
    ((16, 256), (256, 16), (8,)),
    outside=True,
)

DENSE_SIZES = [(784, 300), (384, 1536), (1024, 1024), (768, 3072), (4096, 4096)]  # inputs, outputs


def _chain_rtl(network, row, cores):
    """One plain matrix product for each core, the last first, with the contracted axes brought to the end before it."""
    batch, done = network.shape[0], 1
    for k in reversed(range(len(cores))):
        r, m, n, r_next = cores[k].shape
        before = batch * prod(row.columns[:k])
        # The state is (before, done, n, r_next); the result (before, done, m, r).
        network.reshape(before * done, n * r_next)
        network.add("linear", weight=cores[k].transpose(1, 0, 2, 3).reshape(m * r, n * r_next))
        if k:
            n_next = row.columns[k - 1]
            network.reshape(before // n_next, n_next, done, m, r).transpose(0, 3, 2, 1, 4)
        else:
            network.reshape(batch, done, m).transpose(0, 2, 1)
        done *= m


def _chain_ltr(network, row, cores):
    """The same with the first core first; no axis is reordered but by exchanging two groups, in four axes."""
    batch, done = network.shape[0], 1
    rest = row.inputs
    for k, core in enumerate(cores):
        r, m, n, r_next = core.shape
        rest //= n
        # The state is (batch, n, rest · done, r): n goes beside r.
        network.reshape(batch, n, rest * done, r).transpose(0, 2, 1, 3).reshape(batch * rest * done, n * r)
        network.add("linear", weight=core.transpose(1, 3, 2, 0).reshape(m * r_next, n * r))
        done *= m


def _batched_rtl(network, row, cores, kind):
    """A product with the core on the left for each of the leading indices: no transposition at all."""
    batch, after = network.shape[0], 1
    for k in reversed(range(len(cores))):
        r, m, n, r_next = cores[k].shape
        network.reshape(batch * prod(row.columns[:k]), n * r_next, after)
        if after == 1:  # a product with a vector for each p is one plain product
            network.reshape(network.shape[0], n * r_next)
            network.add("linear", weight=cores[k].reshape(r * m, n * r_next))
        else:
            network.add(kind, weight=cores[k].reshape(r * m, n * r_next))
        after *= m


def _batched_ltr(network, row, cores, kind):
    before, after = network.shape[0], row.inputs
    for core in cores:
        r, m, n, r_next = core.shape
        after //= n
        weight = core.transpose(1, 3, 0, 2).reshape(m * r_next, r * n)
        if after == 1:
            network.reshape(before, r * n).add("linear", weight=weight)
        else:
            network.reshape(before, r * n, after).add(kind, weight=weight)
        before *= m


FORMULATIONS = {
    "chain-rtl": _chain_rtl,
    "chain-ltr": _chain_ltr,
    "batched-rtl": lambda *a: _batched_rtl(*a, "contract"),
    "batched-ltr": lambda *a: _batched_ltr(*a, "contract"),
    "einsum-rtl": lambda *a: _batched_rtl(*a, "einsum"),
    "einsum-ltr": lambda *a: _batched_ltr(*a, "einsum"),
}


def tt_network(row, batch, formulation):
    network = Network(f"tt-{row.name}-b{batch}-{formulation}", (batch, row.inputs))
    FORMULATIONS[formulation](network, row, [np.ascontiguousarray(core) for core in row.cores()])
    for step in network.steps:
        if step.weight is not None:
            step.weight = np.ascontiguousarray(step.weight)
    return network.reshape(batch, row.outputs)


def dense_weight(inputs, outputs):
    generator = np.random.default_rng([inputs, outputs])
    return generator.standard_normal((outputs, inputs)).astype(np.float32) / np.float32(np.sqrt(inputs))


def dense_network(inputs, outputs, batch, quantized=False):
    name = f"dense-{inputs}-{outputs}-b{batch}" + ("-int8" if quantized else "")
    network = Network(name, (batch, inputs), quantized=quantized)
    return network.add("linear", weight=dense_weight(inputs, outputs), bias=np.zeros(outputs, np.float32))


TINY_WIDTH, TINY_COUNT = 16, 40


def tiny_network():
    """Forty fully connected layers with nothing to compute: what is left is the price of each step."""
    network = Network("tiny", (1, TINY_WIDTH))
    generator = np.random.default_rng(40)
    for _ in range(TINY_COUNT):
        weight = generator.standard_normal((TINY_WIDTH, TINY_WIDTH)).astype(np.float32) / np.float32(2.5)
        network.add("linear", weight=weight, bias=np.zeros(TINY_WIDTH, np.float32)).add("relu")
    return network


def sample_input(network, seed=1):
    return np.random.default_rng(seed).standard_normal(network.input_shape).astype(np.float32)
