"""Numbers written by the tokens of a number format: digits, thousands, per cents, fractions, powers of ten.

The signs are those of Indonesian: a comma before the decimals, full stops between thousands.
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

_WIDEST = 11
"""Signs of a number in General, the comma included."""


def general(value):
    """Return a number in the format General: as many decimals as eleven signs hold, no zeros at the end."""
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if number == number.to_integral_value() and abs(number) < 10**21:
        return str(int(number))
    if not Decimal("1e-9") <= abs(number) < 10**21:
        mantissa, exponent = f"{number:.5E}".split("E")
        mantissa = mantissa.rstrip("0").rstrip(".").replace(".", ",")
        return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"
    decimals = max(_WIDEST - 2 - max(number.adjusted(), 0), 0)
    return f"{rounded(number, decimals):f}".rstrip("0").rstrip(".").replace(".", ",")


def rounded(number, decimals):
    """Return a Decimal with this number of decimals, halves away from zero."""
    with localcontext(prec=max(number.adjusted(), 0) + decimals + 2):
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def written(tokens, number):
    """Return a number that is not negative as a section's tokens write it; spaces that only align are single."""
    kinds = {kind for kind, _ in tokens}
    number = number.scaleb(2 * sum(kind == "percent" for kind, _ in tokens))
    if "digit" not in kinds:
        pieces = [general(number) if kind in {"general", "text"} else _literal(kind, text) for kind, text in tokens]
    elif "slash" in kinds and (place := _fraction_place(tokens)):
        pieces = _fraction(tokens, number, *place)
    elif "exponent" in kinds:
        pieces = _power(tokens, number)
    else:
        pieces = _decimal(tokens, number)
    return " ".join("".join(pieces).split())


def _literal(kind, text):
    """Return what a token shows that is no digit: a fill of the column's width shows nothing in a text."""
    return "" if kind in {"fill", "general"} else text


# 1.234,50


def _decimal(tokens, number):
    """Return the pieces of a number with a fixed number of decimals."""
    first_point = next((place for place, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    whole, fraction = tokens[:first_point], tokens[first_point + 1 :]
    whole, thousands, fraction, scale = _commas(list(whole), list(fraction))
    decimals = sum(kind == "digit" for kind, _ in fraction)
    digits = f"{rounded(number.scaleb(-3 * scale), decimals):f}"
    digits, _, decimal_digits = digits.partition(".")
    pieces = _whole(whole, digits.lstrip("0"), thousands)
    after = _decimals(fraction, decimal_digits)
    has_decimals = any(piece.strip().isdigit() for piece in after)
    return pieces + ([","] if has_decimals else []) + after


def _commas(whole, fraction):
    """Take the commas out of the tokens: return (whole, whether thousands are parted, fraction, thousands scaled away).

    A comma between digits parts thousands; commas behind the last digit divide the number by a thousand each.
    """
    scale = 0
    for tokens in (fraction, whole):
        last_digit = max((place for place, (kind, _) in enumerate(tokens) if kind == "digit"), default=-1)
        while 0 <= last_digit < len(tokens) - 1 and tokens[last_digit + 1][0] == "comma":
            del tokens[last_digit + 1]
            scale += 1
    digits = [place for place, (kind, _) in enumerate(whole) if kind == "digit"]
    parts = [
        place for place, (kind, _) in enumerate(whole) if kind == "comma" and digits and digits[0] < place < digits[-1]
    ]
    return [token for place, token in enumerate(whole) if place not in set(parts)], bool(parts), fraction, scale


def _whole(tokens, digits, thousands):
    """Return the pieces before the decimal comma: digits from the right, the first place takes all that are left.

    Without a place for them (.00) the digits stand before the comma as they are.
    """
    places = sum(kind == "digit" for kind, _ in tokens)
    pieces, shown = [], 0
    for kind, text in reversed(tokens):
        if kind != "digit":
            pieces.append(_literal(kind, text))
            continue
        places -= 1
        taken = digits if not places else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        for sign in reversed(taken or {"0": "0", "?": " "}.get(text, "")):
            if thousands and shown and shown % 3 == 0 and sign != " ":
                pieces.append(".")
            pieces.append(sign)
            shown += sign != " "
    return [*pieces[::-1], digits]


def _decimals(tokens, digits):
    """Return the pieces behind the decimal comma; "#" shows no zeros at the end."""
    significant = len(digits.rstrip("0"))
    place, pieces = 0, []
    for kind, text in tokens:
        if kind == "digit":
            pieces.append(digits[place] if place < significant else {"0": "0", "?": " "}.get(text, ""))
            place += 1
        else:
            pieces.append(_literal(kind, text))
    return pieces


# 1,5E+03


def _power(tokens, number):
    """Return the pieces of a number with a power of ten; the exponent is a multiple of the places before the point."""
    place = next(place for place, (kind, _) in enumerate(tokens) if kind == "exponent")
    mantissa, sign, rest = tokens[:place], tokens[place][1][1], tokens[place + 1 :]
    kinds = [kind for kind, _ in mantissa]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    step, decimals = max(kinds[:point].count("digit"), 1), kinds[point:].count("digit")
    exponent = number.adjusted() // step * step if number else 0
    if rounded(number.scaleb(-exponent), decimals) >= 10**step:
        exponent += step
    length = next((count for count, (kind, _) in enumerate(rest) if kind != "digit"), len(rest))
    mark = "-" if exponent < 0 else "+" * (sign == "+")
    power = f"E{mark}{str(abs(exponent)).zfill(length)}"
    after = [_literal(kind, text) for kind, text in rest[length:]]
    return [*_decimal(mantissa, number.scaleb(-exponent)), power, *after]


# 1 1/2


def _fraction_place(tokens):
    """Return (place of the slash, first of its numerator, end of its denominator), None for a slash without digits."""
    slash = next(place for place, (kind, _) in enumerate(tokens) if kind == "slash")
    start = slash
    while start and tokens[start - 1][0] == "digit":
        start -= 1
    end = slash + 1
    while end < len(tokens) and (tokens[end][0] == "digit" or tokens[end][1].isdecimal()):
        end += 1
    return (slash, start, end) if start < slash < end - 1 else None


def _fraction(tokens, number, slash, start, end):
    """Return the pieces of a number with a fraction: "1 1/2", "3/8"; without a fraction the whole number alone."""
    bottom = "".join(text for _, text in tokens[slash + 1 : end])
    whole_tokens = tokens[:start]
    has_whole = any(kind == "digit" for kind, _ in whole_tokens)
    exact = Fraction(number)
    whole = int(exact) if has_whole else 0
    if bottom.isdecimal() and int(bottom):
        under = int(bottom)
        over = int((exact - whole) * under + Fraction(1, 2))
    else:
        near = (exact - whole).limit_denominator(10 ** len(bottom) - 1)
        over, under = near.numerator, near.denominator
    if has_whole and over == under:
        whole, over = whole + 1, 0
    text = "" if has_whole and not over else f"{over}/{under}"
    digits = str(whole) if whole or not text else ""
    after = [_literal(kind, text) for kind, text in tokens[end:]]
    return [*_whole(whole_tokens, digits, False), text, *after]
