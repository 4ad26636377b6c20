"""Writes TT layers made by TensorLy-Torch with their outputs. Needs tensorly-torch, safetensors. See README.md.

Usage: python tensorly_layers.py FOLDER
The last case is also written as one .safetensors file, as a user would save a whole model with two such layers.
"""

import sys

import tltorch
import torch
from safetensors.torch import save_file

from tt_cases import CASES

torch.set_num_threads(1)


def factorized_linear(case):
    layer = tltorch.FactorizedLinear(
        tuple(case.columns), tuple(case.rows), bias=case.has_bias, factorization="blocktt",
        rank=case.ranks, implementation="factorized",
    )
    with torch.no_grad():
        for factor, core in zip(layer.weight.factors, case.cores):
            assert factor.shape == core.shape
            factor.copy_(torch.from_numpy(core))
        if case.has_bias:
            layer.bias.copy_(torch.from_numpy(case.bias))
    return layer


for case in CASES:
    layer = factorized_linear(case)
    arrays = {name: value.detach().numpy() for name, value in layer.state_dict().items()}
    case.save(lambda x: layer(torch.from_numpy(x)).detach().numpy(), arrays)

model = torch.nn.ModuleDict({"fc1": factorized_linear(CASES[3]), "fc2": factorized_linear(CASES[-1])})
save_file(model.state_dict(), sys.argv[1] + "/model.safetensors")
