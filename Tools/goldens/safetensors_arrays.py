"""Writes a .safetensors file as its own library does, with every element type that the reader must know.

Needs torch, safetensors. Usage: python safetensors_arrays.py FOLDER
Elements as in numpy_arrays.py.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

TYPES = {
    "f2": torch.float16, "bf16": torch.bfloat16, "f4": torch.float32, "f8": torch.float64,
    "i1": torch.int8, "i2": torch.int16, "i4": torch.int32, "i8": torch.int64,
    "u1": torch.uint8, "u2": torch.uint16, "u4": torch.uint32, "u8": torch.uint64, "b1": torch.bool,
}


def counted(code):
    values = torch.arange(10)
    if code == "b1":
        values = values % 2
    elif code[0] != "u":
        values = values - 3
    return values.reshape(2, 5).to(TYPES[code])


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
tensors = {code: counted(code) for code in TYPES}
save_file(tensors, folder / "types.safetensors", metadata={"made by": "safetensors_arrays.py"})
