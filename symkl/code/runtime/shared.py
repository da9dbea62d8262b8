"""The helpers that generated modules for other array libraries carry, whichever the library.

They are written in the words of the array API standard, with the library as ``xp``; where a target
has but one, the emitter writes its name instead (`symkl.code.source`). What is done differently in
each library - reading arguments, triangular systems, derivatives - is in a file of its own, such as
`symkl.code.runtime.torch`, and is called here by the names that it has there.
"""

from __future__ import annotations


def _batch_shape(ranks, **arrays):
    """Return the shape to which the leading axes of the arguments broadcast.

    Parameters
    ----------
    ranks : tuple of int
        How many of the last axes of each argument are its own: 0 for a number, 1 for a vector, 2
        for a square matrix. These have one length in all arguments; they never broadcast.

    Raises
    ------
    ValueError
        If the shapes do not fit together; the message has two arguments and their shapes.
    """
    shapes = {name: tuple(array.shape) for name, array in arrays.items()}
    first = None
    for (name, shape), rank in zip(shapes.items(), ranks, strict=True):
        if len(shape) < rank:
            what = "a vector along its last axis" if rank == 1 else "a matrix in its last two axes"
            raise ValueError(f"{name} has shape {shape}; it must hold {what}")
        if rank == 2 and shape[-1] != shape[-2]:
            raise ValueError(f"{name} has shape {shape}; its last two axes must be equal")
        if rank and first is None:
            first = name, shape
        elif rank and first is not None and shape[-1] != first[1][-1]:
            raise ValueError(
                f"{first[0]} has shape {first[1]} and {name} has shape {shape}; "
                f"their last axes have the lengths {first[1][-1]} and {shape[-1]}, not one length"
            )
    batch = ()
    owners = []
    for (name, shape), rank in zip(shapes.items(), ranks, strict=True):
        own = shape[: len(shape) - rank]
        width = max(len(batch), len(own))
        batch = (1,) * (width - len(batch)) + batch
        owners = [name] * (width - len(owners)) + owners
        for axis in range(width - len(own), width):
            length = own[axis - width + len(own)]
            if batch[axis] == 1:
                batch = (*batch[:axis], length, *batch[axis + 1 :])
                owners[axis] = name
            elif length not in (1, batch[axis]):
                axes = "leading axes" if any(ranks) else "axes"
                raise ValueError(
                    f"{owners[axis]} has shape {shapes[owners[axis]]} and {name} has shape "
                    f"{shape}; their {axes} do not broadcast"
                )
    return batch


def _place(xp, bad, array):
    """Return the indices of the first element that is marked."""
    marks = xp.where(bad, xp.ones_like(array), xp.zeros_like(array))
    flat = int(xp.argmax(xp.reshape(marks, (-1,))))
    at = []
    for length in reversed(tuple(array.shape)):
        flat, rest = divmod(flat, length)
        at.append(rest)
    return tuple(reversed(at))


def _refuse(xp, name, what, bad, array):
    """Refuse an argument that has elements which are marked.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    if _any(xp, bad):
        at = _place(xp, bad, array)
        where = f"[{', '.join(map(str, at))}]" if at else ""
        raise ValueError(f"{name} must {what}, but {name}{where} = {_number(array, at)}")


def _check_positive(xp, **arrays):
    """Refuse arguments that are not positive and finite everywhere.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        bad = ~((array > 0) & xp.isfinite(array))
        _refuse(xp, name, "be positive and finite", bad, array)


def _check_factor(xp, **arrays):
    """Refuse Cholesky factors that are not lower triangular, finite, and positive on the diagonal.

    Raises
    ------
    ValueError
        With the argument, the first place, and the number found there.
    """
    for name, array in arrays.items():
        ones = xp.ones_like(array)
        diagonal = xp.tril(xp.triu(ones)) > 0
        above = xp.tril(ones) == 0
        _refuse(xp, name, "be finite", ~xp.isfinite(array), array)
        _refuse(xp, name, "be lower triangular", above & (array != 0), array)
        _refuse(xp, name, "have a positive diagonal", diagonal & ~(array > 0), array)


def _check_symmetric(xp, **arrays):
    """Refuse covariances that are not finite or not symmetric up to rounding.

    An entry may differ from its mirror image by sqrt(eps) in terms of the two standard deviations:
    more than any order of summation makes of a symmetric product, less than a mistake does.

    Raises
    ------
    ValueError
        With the argument, the first place, and the numbers found there.
    """
    for name, array in arrays.items():
        _refuse(xp, name, "be finite", ~xp.isfinite(array), array)
        scale = xp.sqrt(xp.abs(xp.linalg.diagonal(array)))
        bound = xp.finfo(array.dtype).eps ** 0.5 * scale[..., :, None] * scale[..., None, :]
        bad = ~(xp.abs(array - array.mT) <= bound)
        if _any(xp, bad):
            at = _place(xp, bad, array)
            turned = (*at[:-2], at[-1], at[-2])
            raise ValueError(
                f"{name} must be symmetric, but "
                f"{name}[{', '.join(map(str, at))}] = {_number(array, at)} and "
                f"{name}[{', '.join(map(str, turned))}] = {_number(array, turned)}"
            )


def _symmetric_part(matrices):
    """Return matrices that are symmetric but for rounding as exactly symmetric ones."""
    return 0.5 * (matrices + matrices.mT)


def _solve_cholesky(xp, factor, right):
    """Return X with factor @ factor.T @ X = right for lower triangular matrices."""
    return _solve_upper(xp, factor, _solve_lower(xp, factor, right))


def _factor_change(xp, first, factor, second=None, second_factor=None):
    """Return the lower triangular E with first = L @ (I + E) @ (I + E).T @ L.T, second = L @ L.T.

    Parameters
    ----------
    first, factor : array, shape (..., k, k)
        Covariances and their Cholesky factors.
    second, second_factor : array, shape (..., k, k), optional
        Those to compare with; identities by default.

    Notes
    -----
    E is second_factor^-1 @ (factor - second_factor). Where the covariances nearly coincide, the
    difference of two computed factors is mostly rounding error. There E comes from the difference
    of the covariances, in which nothing is rounded: E = C - I with C @ C.T = I + M and
    M = second_factor^-1 @ (first - second) @ second_factor^-T, where C_kk - 1 is evaluated as
    (M_kk - sum_j<k C_kj^2) / (C_kk + 1).
    """
    identity = xp.tril(xp.triu(xp.ones_like(first)))
    change = first - (identity if second is None else second)
    far = factor - (identity if second_factor is None else second_factor)
    if second_factor is not None:
        change = _solve_lower(xp, second_factor, change)
        change = _solve_lower(xp, second_factor, change.mT)
        far = _solve_lower(xp, second_factor, far)
    # In this norm I + M is safely positive definite.
    near = (xp.sum(change * change, axis=(-2, -1)) < 0.25)[..., None, None]
    change = xp.where(near, change, xp.zeros_like(change))
    relative = _factor(xp, identity + change)
    below = xp.tril(relative, k=-1)
    rest = xp.linalg.diagonal(change) - xp.sum(below * below, axis=-1)
    diagonal = rest / (xp.linalg.diagonal(relative) + 1.0)
    return xp.where(near, below + diagonal[..., None] * identity, far)
