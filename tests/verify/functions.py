"""Functions as people bring them to `symkl verify`: copied, careful, and wrong in several ways."""

import math

import numpy as np


def copied(m1, s1, m2, s2):
    """The formula that everybody copies."""
    return np.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 1 / 2


def log1p_excess(x):
    """x − log(1 + x), by the series of 2 artanh(x/(2 + x)) where it cancels."""
    if abs(x) > 0.25:
        return x - math.log1p(x)
    s = x / (2 + x)
    tail = 0.0
    for n in range(30, 0, -1):
        tail = tail * s * s + 2 / (2 * n + 1)
    return x * s - s * s * s * tail


def careful(mu_1, sigma_1, mu_2, sigma_2):
    """A sum of nonnegative terms in the dtype of the arguments."""
    dtype = np.result_type(mu_1)
    mu_1, sigma_1, mu_2, sigma_2 = map(float, (mu_1, sigma_1, mu_2, sigma_2))
    ratio = sigma_1 / sigma_2
    if ratio < 0.5:
        spread = ratio * ratio - 1 - 2 * math.log(ratio)
    else:
        y = (sigma_1 - sigma_2) / sigma_2
        spread = log1p_excess(y * (2 + y))
    return dtype.type(0.5 * spread + 0.5 * ((mu_1 - mu_2) / sigma_2) ** 2)


def careful_diagonal(mu_1, sigma_1, mu_2, sigma_2):
    return sum(map(careful, mu_1, sigma_1, mu_2, sigma_2))


def careful_cholesky(mu_1, L_1, mu_2, L_2):
    change = np.linalg.solve(L_2, L_1 - L_2)
    spread = 0.0
    for a, b in zip(np.diag(L_1), np.diag(L_2), strict=True):
        spread += 2 * careful(0.0, a, 0.0, b)
    shift = np.linalg.solve(L_2, mu_1 - mu_2)
    return 0.5 * (spread + np.sum(np.tril(change, -1) ** 2) + shift @ shift)


def careful_general(mu_1, Sigma_1, mu_2, Sigma_2):
    L_2 = np.linalg.cholesky(Sigma_2)
    change = np.linalg.solve(L_2, np.linalg.solve(L_2, Sigma_1 - Sigma_2).T)
    if np.linalg.norm(change) > 0.5:
        return careful_cholesky(mu_1, np.linalg.cholesky(Sigma_1), mu_2, L_2)
    factor = np.linalg.cholesky(np.eye(len(mu_1)) + change)
    below = np.sum(np.tril(factor, -1) ** 2, axis=1)
    spread = sum(map(log1p_excess, np.diag(change) - below)) + np.sum(below)
    shift = np.linalg.solve(L_2, mu_1 - mu_2)
    return 0.5 * (spread + shift @ shift)


def copied_general(mu_1, Sigma_1, mu_2, Sigma_2):
    inverse = np.linalg.inv(Sigma_2)
    shift = mu_1 - mu_2
    logdet = np.log(np.linalg.det(Sigma_2) / np.linalg.det(Sigma_1))
    return 0.5 * (np.trace(inverse @ Sigma_1) - len(shift) + shift @ inverse @ shift + logdet)


def wrong(mu_1, sigma_1, mu_2, sigma_2):
    """The terms of the means have the scale of the wrong distribution."""
    return careful(mu_1, sigma_1, mu_1, sigma_2) + 0.5 * ((mu_1 - mu_2) / sigma_1) ** 2


def swapped(mu_1, sigma_1, mu_2, sigma_2):
    """The divergence the other way round."""
    return careful(mu_2, sigma_2, mu_1, sigma_1)


def in_place(mu_1, sigma_1, mu_2, sigma_2):
    answer = careful(mu_1, sigma_1, mu_2, sigma_2)
    mu_1 -= mu_2
    sigma_2 *= 2
    return answer


def nan_when_far(mu_1, sigma_1, mu_2, sigma_2):
    far = abs(mu_1 - mu_2) > 10 * sigma_1
    return np.float64("nan") if far else careful(mu_1, sigma_1, mu_2, sigma_2)


def raises_when_far(mu_1, sigma_1, mu_2, sigma_2):
    if abs(mu_1 - mu_2) > 10 * sigma_1:
        raise OverflowError("too far")
    return careful(mu_1, sigma_1, mu_2, sigma_2)


def elementwise(mu, logvar):
    """Forgets to sum."""
    return 0.5 * (np.expm1(logvar) - logvar + mu**2)


def elementwise_sum(mu, logvar):
    return np.sum(elementwise(mu, logvar), axis=-1)


def nothing(mu_1, sigma_1, mu_2, sigma_2):
    copied(mu_1, sigma_1, mu_2, sigma_2)


def whole_number(mu_1, sigma_1, mu_2, sigma_2):
    return 1


def of_lists(mu_1, sigma_1, mu_2, sigma_2):
    return mu_1.append(mu_2)


def of_two(mu, sigma):
    return mu + sigma


not_a_function = 3.5
