"""The modules of ``output/numpy`` as modules of Python, and arguments that they take.

That they are what the emitter writes is tested in `emit.test_numpy_modules`.
"""

import inspect
from pathlib import Path
from types import ModuleType

import numpy as np

OUTPUT = Path(__file__).resolve().parents[2] / "output"


def load(path: Path) -> ModuleType:
    module = ModuleType(f"generated_{path.stem}")
    # An import would leave compiled files in the folder.
    exec(compile(path.read_bytes(), path, "exec"), vars(module))
    return module


MODULES = {path.stem: load(path) for path in sorted((OUTPUT / "numpy").glob("*.py"))}
FUNCTIONS = {
    f"{stem}.{name}": getattr(module, name)
    for stem, module in MODULES.items()
    for name in module.__all__
    if name.islower()
}
VALUES = {key: f for key, f in FUNCTIONS.items() if not key.endswith(("_terms", "_gradient"))}
DIVERGENCES = {key: f for key, f in VALUES.items() if "kl_divergence" in key}
AXES = {"mu": 1, "sigma": 1, "variance": 1, "logvar": 1, "Sigma": 2, "L": 2}


def letters(function) -> list[str]:
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]


def axes(key: str, letter: str) -> int:
    scalar = key.startswith(("univariate", "standard_prior", "normal"))
    return 0 if scalar else AXES[letter.rstrip("_12")]


SEVERAL = [key for key, f in FUNCTIONS.items() if len(letters(f)) > 1]
VECTORS = [key for key, f in FUNCTIONS.items() if axes(key, letters(f)[0])]


def valid(key: str, batch=(), k=3, dtype=np.float64, seed=0) -> dict[str, np.ndarray]:
    """Arguments that are fine; the batch is drawn anew, so its members differ."""
    rng = np.random.default_rng(seed)
    found = {}
    for letter in letters(FUNCTIONS[key]):
        shape = (*batch, *[k] * axes(key, letter))
        value = rng.uniform(0.5, 2.0, size=shape)
        if letter[0] in "SL":
            value = np.tril(value, -1) / 4 + value * np.eye(k)
            value = value @ np.swapaxes(value, -1, -2) if letter[0] == "S" else value
        found[letter] = value.astype(dtype)
    return found


def arrays_of(result):
    """What a function returns, as a flat tuple."""
    if not isinstance(result, tuple):
        return (result,)
    return tuple(array for part in result for array in arrays_of(part))
