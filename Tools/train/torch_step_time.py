"""The time of a distillation step in PyTorch, to compare with `StepTimeTests`.

Usage: python torch_step_time.py THREADS. The network is 784-256-256-10 with two tensor-train layers of rank 16, computed
as a chain of products and with the matrix rebuilt; batch 64, the loss, clipping and optimizer of the product.
"""

import sys
import time

import torch
import torch.nn.functional as F

BATCH = 64


class TensorTrain(torch.nn.Module):
    """Two cores (m1, n1, r) and (r, m2, n2)."""

    def __init__(self, m, n, r, rebuilds):
        super().__init__()
        self.m, self.n, self.r, self.rebuilds = m, n, r, rebuilds
        self.first = torch.nn.Parameter(torch.randn(m[0], n[0], r) * 0.1)
        self.second = torch.nn.Parameter(torch.randn(r, m[1], n[1]) * 0.1)
        self.bias = torch.nn.Parameter(torch.zeros(m[0] * m[1]))

    def forward(self, x):
        (m1, m2), (n1, n2), r = self.m, self.n, self.r
        if self.rebuilds:
            weight = torch.einsum("ija,apq->ipjq", self.first, self.second)
            return F.linear(x, weight.reshape(m1 * m2, n1 * n2), self.bias)
        y = x.reshape(-1, n2) @ self.second.permute(2, 0, 1).reshape(n2, r * m2)
        y = torch.matmul(self.first.reshape(m1, n1 * r), y.reshape(-1, n1 * r, m2))
        return y.reshape(-1, m1 * m2) + self.bias


def measure(rebuilds):
    network = torch.nn.Sequential(
        TensorTrain((16, 16), (28, 28), 16, rebuilds), torch.nn.ReLU(),
        TensorTrain((16, 16), (16, 16), 16, rebuilds), torch.nn.ReLU(),
        torch.nn.Linear(256, 10),
    )
    optimizer = torch.optim.Adam(network.parameters(), 1e-3, fused=True)
    samples, logits = torch.randn(2000, 784), torch.randn(2000, 10)
    deviation = logits.std()
    temperature = deviation / 2
    times = []
    for step in range(330):
        start = time.perf_counter()
        at = step * BATCH % (2000 - BATCH)
        t = logits[at : at + BATCH]
        s = network(samples[at : at + BATCH])
        loss = F.kl_div(
            torch.log_softmax(s / temperature, 1), torch.log_softmax(t / temperature, 1),
            reduction="batchmean", log_target=True,
        ) + 0.1 * ((s - t) ** 2).mean() / deviation**2
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        times.append(time.perf_counter() - start)
    times = sorted(times[30:])
    return f"median {1e3 * times[150]:.2f} ms, best {1e3 * times[5]:.2f}"


def main():
    torch.manual_seed(0)
    torch.set_num_threads(int(sys.argv[1]))
    print(f"torch threads {sys.argv[1]}: chain {measure(False)}; rebuilt {measure(True)}")


main()
