"""T3F 1.2.0 on TensorFlow in graph mode: its KerasDense layer as a traced function, in its one formulation."""

import os
import pickle
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

np.int = int  # T3F 1.2.0 is older than the removal of this alias

import t3f
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)

VERSION = f"1.2.0, TensorFlow {tf.__version__}"
FORMULATIONS = ["own"]


def libraries():
    return [p for p in Path(tf.__file__).parent.glob("libtensorflow_*.so.*") if not p.is_symlink()]


def build(row_and_batch, folder):
    path = folder / "row.pickle"
    path.write_bytes(pickle.dumps(row_and_batch))
    return path


class open:
    def __init__(self, path):
        row, self.batch = pickle.loads(Path(path).read_bytes())
        layer = t3f.nn.KerasDense(list(row.columns), list(row.rows), tt_rank=row.rank, use_bias=False)
        for variable, core in zip(layer.matrix.tt_cores, row.cores()):
            variable.assign(core.transpose(0, 2, 1, 3))
        shape = tf.TensorSpec((self.batch, row.inputs), tf.float32)
        self.function = tf.function(lambda x: layer(x)).get_concrete_function(shape)

    def write(self, x):
        self.x = tf.constant(x.reshape(self.batch, -1))

    def run(self):
        self.y = self.function(self.x)

    def read(self):
        return self.y.numpy()
