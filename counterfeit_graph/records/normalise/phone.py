"""Phone numbers in international form (+8613812345678), so that every way of writing one number is one value.

Mainland mobiles and landlines, the commonest in a case, and plainly written foreign mobiles are settled by patterns on
the whole column; what is left goes to `phonenumbers`, once for each distinct number. A number must be valid: 12345 is
none, whatever a parser makes of it.
"""

from __future__ import annotations

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.text import clean, fold, is_masked, is_placeholder, null_where, only_where

# Region of numbers written without a country code.
REGION = "CN"

_MOBILE = r"^1[3-9]\d{9}$"
_WRITTEN = r"^(?:\+86|86|0086)?1[3-9]\d{9}$"
_FILLERS = "|".join(f"{digit}{{8}}" for digit in range(10))
_PLACEHOLDER = rf"^\+861(?:38001380|39001390|(?:\d\d(?:{_FILLERS}|12345678|87654321))|2345678|3[0-9]00000)"
_NOT_DIALLED = r"[\s\-‐‑–—.·()\[\]/_]+"
_EXTENSION = r"(?:转|分机|ext\.?|x|#)\d{1,6}$"
_LABEL = r"^[^\d+]*[:\p{Han}a-z]"
_LANDLINE = r"^(?:(?:\+|00)?86)?0?(10|2\d|[3-9]\d{2})([2-8]\d{6,7})$"
_SERVICE = r"^(?:(?:\+|00)?86)?([48]00\d{7})$"
_ABROAD = (
    r"^\+(?:852[5-9]\d{7}|8536\d{7}|8869\d{8}|1[2-9]\d{2}[2-9]\d{6}|447[1-9]\d{8}|8210\d{8}|81[789]0\d{8}|659?[89]\d{7}|"
    r"84[35789]\d{8}|66[689]\d{8}|601\d{8}|639\d{9}|628\d{9})$"
)


def keys(values: pa.Array) -> pa.Array:
    """Keys of phone numbers, +country code and number; null for invalid, masked and placeholder numbers.

    Example:
        >>> keys(pa.array(["0086 138-1234-5679", "微信:13812345679", "138****5679", "13800138000"])).to_pylist()
        ['+8613812345679', '+8613812345679', None, None]
        >>> keys(pa.array(["0594-2345678", "(852) 9123 4567", "12345"])).to_pylist()
        ['+865942345678', '+85291234567', None]
    """
    # Nine in ten numbers of a case are written like this and need one pattern.
    plain = pc.match_substring_regex(values, _MOBILE)
    international = only_where(values, plain, change=lambda v: pc.binary_join_element_wise("+86", v, ""))
    found = only_where(international, pc.invert(plain), change=_written)
    return null_where(found, pc.match_substring_regex(found, _PLACEHOLDER))


def _written(values: pa.Array) -> pa.Array:
    cleaned = fold(clean(values))
    unusable = pc.or_(is_masked(cleaned), is_placeholder(cleaned))
    digits = _dialled(cleaned)
    mobile = pc.match_substring_regex(digits, _WRITTEN)
    found = only_where(
        digits, mobile, change=lambda v: pc.binary_join_element_wise("+86", pc.utf8_slice_codeunits(v, -11), "")
    )
    return null_where(only_where(found, pc.invert(mobile), change=_rarer), unusable)


def _dialled(cleaned: pa.Array) -> pa.Array:
    """What would be dialled: no label before it, no extension after it, the first of several numbers, no marks."""
    several = pc.match_substring_regex(cleaned, r"\d{7}\s*[,;、，；/]\s*\+?\d{7}")
    first = only_where(
        cleaned, several, change=lambda v: pc.replace_substring_regex(v, r"(\d{7})\s*[,;、，；/].*", r"\1")
    )
    bare = pc.replace_substring_regex(first, _NOT_DIALLED, "")
    bare = only_where(
        bare, pc.match_substring_regex(bare, _EXTENSION), change=lambda v: pc.replace_substring_regex(v, _EXTENSION, "")
    )
    bare = only_where(
        bare, pc.match_substring_regex(bare, _LABEL), change=lambda v: pc.replace_substring_regex(v, r"^[^\d+]+", "")
    )
    return only_where(bare, pc.starts_with(bare, "00"), change=lambda v: pc.replace_substring_regex(v, r"^00\+?", "+"))


def _rarer(digits: pa.Array) -> pa.Array:
    service, abroad = pc.match_substring_regex(digits, _SERVICE), pc.match_substring_regex(digits, _ABROAD)
    landline = pc.and_not(pc.match_substring_regex(digits, _LANDLINE), pc.or_(service, abroad))
    found = only_where(
        digits, service, change=lambda v: pc.binary_join_element_wise("+86", pc.utf8_slice_codeunits(v, -10), "")
    )
    found = only_where(found, landline, change=lambda v: pc.replace_substring_regex(v, _LANDLINE, r"+86\1\2"))
    settled = pc.or_(pc.or_(service, abroad), landline)
    return only_where(
        found, pc.invert(settled), change=lambda v: pa.array([_parsed(x) for x in v.to_pylist()], pa.string())
    )


def _parsed(number: str | None) -> str | None:
    """The number as `phonenumbers` reads it: written as in the region, or with a country code that lacks its +."""
    # Letters would be dialled as digits ("1-800-FLOWERS"), and words in a phone column are no numbers.
    for written in () if not number or any(map(str.isalpha, number)) else (number, f"+{number}"):
        try:
            parsed = phonenumbers.parse(written, REGION)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return None
