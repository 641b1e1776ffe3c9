"""Fonts that hold Chinese: found once, handed to matplotlib by path, never by a cache that may be stale."""

from __future__ import annotations

import logging
from functools import cache
from importlib import util
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

# The file names of Noto, Source Han, WenQuanYi, macOS and Windows, in order of likeness to the packaged font.
_PACKAGE = "pylopdf_fonts_zh_cn"
_FILES = (
    "NotoSansSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "simhei.ttf",
)
_MISSING = (
    "no Chinese font was found, so Chinese characters are drawn as boxes; "
    "install the Python package pylopdf-fonts-zh-cn or the system's Noto Sans CJK"
)


@cache
def chinese_font() -> Path | None:
    """The font file for Chinese: the packaged one, so that every machine draws the same, else one of the system's.

    Example:
        >>> chinese_font() is None or chinese_font().is_file()
        True
    """
    # Found by name and never imported: the package holds nothing but the two files.
    packaged = util.find_spec(_PACKAGE)
    folders = [Path(place) for place in (packaged.submodule_search_locations or ())] if packaged else []
    for folder in folders:
        if (folder / _FILES[0]).is_file():
            return folder / _FILES[0]
    system = {Path(name).name: Path(name) for name in sorted(font_manager.findSystemFonts())}
    return next((system[name] for name in _FILES if name in system), None)


@cache
def families() -> list[str]:
    """Font families for matplotlib, Chinese first; says once, in the log, if none of them holds Chinese.

    Example:
        >>> families()[-1]
        'DejaVu Sans'
    """
    found = chinese_font()
    if found is None:
        logging.getLogger("counterfeit_graph").warning(_MISSING)
        return ["DejaVu Sans"]
    font_manager.fontManager.addfont(str(found))
    return [font_manager.FontProperties(fname=str(found)).get_name(), "DejaVu Sans"]


@cache
def _drawable() -> frozenset[int]:
    # The union of what the fonts hold is what matplotlib's fallback can draw.
    latin = Path(font_manager.findfont("DejaVu Sans"))
    return frozenset(code for path in (latin, chinese_font()) if path for code in FT2Font(str(path)).get_charmap())


def drawable(text: str) -> str:
    r"""The text with a box for every character that no font at hand can draw.

    Example:
        >>> drawable("shop \U0001fae8")
        'shop □'
    """
    return "".join(c if ord(c) in _drawable() else "□" for c in text)
