"""Writes TT layers made by T3F with their outputs. Needs t3f 1.2.0, tensorflow-cpu, tf-keras. See README.md.

Usage: python t3f_layers.py FOLDER
"""

import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np

np.int = int  # T3F 1.2.0 is older than the removal of this alias.

import t3f
import tensorflow as tf

from tt_cases import CASES


def keras_dense(case):
    layer = t3f.nn.KerasDense(
        case.columns, case.rows, tt_rank=case.ranks, use_bias=case.has_bias
    )
    for variable, core in zip(layer.matrix.tt_cores, case.cores):
        variable.assign(core.transpose(0, 2, 1, 3))
    arrays = {v.name.removesuffix(":0"): v.numpy() for v in layer.matrix.tt_cores}
    if case.has_bias:
        layer.b.assign(case.bias)
        arrays["bias"] = layer.b.numpy()
    return layer, arrays


def single_core(case):
    """KerasDense of T3F 1.2.0 fails for d = 1 (it squeezes the shape), so this is a TT-matrix and its `full`."""
    core = case.cores[0].transpose(0, 2, 1, 3)
    shape = (tf.TensorShape(case.columns), tf.TensorShape(case.rows))
    matrix = t3f.TensorTrain([tf.constant(core)], shape, case.ranks)
    bias = case.bias if case.has_bias else 0
    arrays = {"matrix/core_0": matrix.tt_cores[0].numpy()}
    if case.has_bias:
        arrays["bias"] = case.bias
    return lambda x: tf.matmul(x, t3f.full(matrix)) + bias, arrays


for case in CASES:
    case.save(*(single_core if len(case.cores) == 1 else keras_dense)(case))
