"""Writes TT layers made by torchTT with their outputs. Needs torchTT, torch. See README.md.

Usage: python torchtt_layers.py FOLDER
A torchTT layer always has a bias; "nobias" sets it to zero and does not save it.
"""

import torch
import torchtt.nn

from tt_cases import CASES

torch.set_num_threads(1)

for case in CASES:
    layer = torchtt.nn.LinearLayerTT(case.columns, case.rows, case.ranks)
    with torch.no_grad():
        for parameter, core in zip(layer.cores, case.cores):
            assert parameter.shape == core.shape
            parameter.copy_(torch.from_numpy(core))
        if case.has_bias:
            layer.bias.copy_(torch.from_numpy(case.bias).reshape(case.rows))
    arrays = {name: value.detach().numpy() for name, value in layer.state_dict().items()}
    if not case.has_bias:
        del arrays["bias"]

    def run(x):
        return layer(torch.from_numpy(x).reshape(-1, *case.columns)).detach().numpy()

    case.save(run, arrays)
