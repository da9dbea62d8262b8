"""The divergences of released libraries, and the formula as people write it, under one signature.

`LIBRARIES` has, by library, the functions of `benchmarks.peers`: the arguments are NumPy arrays of
one type, the result is an array. A library that is not installed has none. Nothing of symkl is
imported here: the libraries live in an environment of their own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

import numpy as np

Function = Callable[..., np.ndarray]


def formula() -> Mapping[str, Function]:
    """The functions that one writes from the paper, in NumPy."""

    def univariate(mu_1, s_1, mu_2, s_2):
        return np.log(s_2 / s_1) + (s_1**2 + (mu_1 - mu_2) ** 2) / (2 * s_2**2) - 0.5

    def vae(mu, logvar):
        return -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar), axis=-1)

    def covariances(mu_1, first, mu_2, second):
        inverse, d = np.linalg.inv(second), mu_1 - mu_2
        distance = np.einsum("...i,...ij,...j->...", d, inverse, d)
        ratio = np.log(np.linalg.det(second) / np.linalg.det(first))
        spread = np.einsum("...ij,...ji->...", inverse, first)
        return 0.5 * (spread + distance - d.shape[-1] + ratio)

    def factors(mu_1, first, mu_2, second):
        return covariances(
            mu_1, first @ np.swapaxes(first, -1, -2), mu_2, second @ np.swapaxes(second, -1, -2)
        )

    return {
        "univariate": univariate,
        "diagonal": lambda *given: np.sum(univariate(*given), axis=-1),
        "vae": vae,
        "factors": factors,
        "covariances": covariances,
    }


def torch() -> Mapping[str, Function]:
    """PyTorch, eager."""
    import torch
    from torch.distributions import MultivariateNormal, Normal, kl_divergence

    def univariate(mu_1, s_1, mu_2, s_2):
        one, other, *rest = map(torch.from_numpy, (mu_1, s_1, mu_2, s_2))
        return kl_divergence(Normal(one, other), Normal(*rest))

    def vae(mu, logvar):
        mean, scale = torch.from_numpy(mu), torch.exp(0.5 * torch.from_numpy(logvar))
        q = Normal(torch.zeros_like(mean), torch.ones_like(mean))
        return kl_divergence(Normal(mean, scale), q).sum(-1).numpy()

    def full(keyword):
        def function(*given):
            mu_1, first, mu_2, second = map(torch.from_numpy, given)
            p = MultivariateNormal(mu_1, **{keyword: first})
            return kl_divergence(p, MultivariateNormal(mu_2, **{keyword: second})).numpy()

        return function

    return {
        "univariate": lambda *given: univariate(*given).numpy(),
        "diagonal": lambda *given: univariate(*given).sum(-1).numpy(),
        "vae": vae,
        "factors": full("scale_tril"),
        "covariances": full("covariance_matrix"),
    }


def tfp() -> Mapping[str, Function]:
    """TensorFlow Probability, on its NumPy backend."""
    d = importlib.import_module("tensorflow_probability.substrates.numpy").distributions

    def univariate(mu_1, s_1, mu_2, s_2):
        return d.kl_divergence(d.Normal(mu_1, s_1), d.Normal(mu_2, s_2))

    def vae(mu, logvar):
        q = d.Normal(np.zeros_like(mu), np.ones_like(mu))
        return np.sum(d.kl_divergence(d.Normal(mu, np.exp(logvar / 2)), q), axis=-1)

    def factors(mu_1, first, mu_2, second):
        p, q = d.MultivariateNormalTriL(mu_1, first), d.MultivariateNormalTriL(mu_2, second)
        return d.kl_divergence(p, q)

    return {
        "univariate": univariate,
        "diagonal": lambda *given: np.sum(univariate(*given), axis=-1),
        "vae": vae,
        "factors": factors,
        "covariances": lambda mu_1, first, mu_2, second: factors(
            mu_1, np.linalg.cholesky(first), mu_2, np.linalg.cholesky(second)
        ),
    }


def numpyro() -> Mapping[str, Function]:
    """NumPyro, compiled by JAX."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    d = importlib.import_module("numpyro.distributions")

    def univariate(mu_1, s_1, mu_2, s_2):
        return d.kl_divergence(d.Normal(mu_1, s_1), d.Normal(mu_2, s_2))

    def vae(mu, logvar):
        q = d.Normal(jnp.zeros_like(mu), jnp.ones_like(mu))
        return d.kl_divergence(d.Normal(mu, jnp.exp(logvar / 2)), q).sum(-1)

    def full(keyword):
        def function(mu_1, first, mu_2, second):
            p = d.MultivariateNormal(mu_1, **{keyword: first})
            return d.kl_divergence(p, d.MultivariateNormal(mu_2, **{keyword: second}))

        return function

    compiled = {
        "univariate": univariate,
        "diagonal": lambda *given: univariate(*given).sum(-1),
        "vae": vae,
        "factors": full("scale_tril"),
        "covariances": full("covariance_matrix"),
    }

    def called(function):
        quick = jax.jit(function)
        return lambda *given: np.asarray(quick(*given))

    return {name: called(function) for name, function in compiled.items()}


LIBRARIES = {"formula": formula, "torch": torch, "TFP": tfp, "numpyro": numpyro}
PACKAGES = {
    "formula": "numpy",
    "torch": "torch",
    "TFP": "tensorflow_probability",
    "numpyro": "numpyro",
}


def installed() -> tuple[dict[str, Mapping[str, Function]], dict[str, str]]:
    """The libraries that can be imported, and why the others cannot."""
    found, missing = {}, {}
    for name, functions in LIBRARIES.items():
        try:
            found[name] = functions()
        except Exception as error:  # an import may end in anything
            missing[name] = f"{type(error).__name__}: {error}"
    return found, missing
