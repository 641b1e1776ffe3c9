"""Slow twins of the address kernels, written over strings as the rules read."""

from __future__ import annotations

import re
import unicodedata

from counterfeit_graph.records.normalise import gazetteer
from counterfeit_graph.records.normalise.words import words

NUMERALS = {**{c: i for i, c in enumerate("零一二三四五六七八九十")}, "〇": 0, "百": 100}
ROADS, NESTED, PLACES = "路街道弄巷", "栋元层号", "路街道弄巷组期区村队段排"
COUNTED = (
    ("building", r"(?:#[栋幢]?|号[楼栋幢座]|[栋幢座])楼*"),
    ("unit", "单元"),
    ("room", "号[室房]|[室房户]"),
    ("number", "号"),
    ("floor", "[楼层]"),
    ("place", f"(?=[{PLACES}])"),
    ("bare", ""),
)
SPELT = {"building": "栋", "unit": "单元", "room": "室", "number": "号", "floor": "层", "place": "", "bare": ""}


def is_plain(sign):
    return "0" <= sign <= "9" or "a" <= sign <= "z"


def condense(text, simple):
    out, gap, separated = "", False, False
    for sign in (chr(simple[ord(c)]) if ord(c) < len(simple) else c for c in text):
        kept = ord(sign) > 0xFFFF or unicodedata.category(sign)[0] in "LNM"
        kept = kept or (sign == "#" and out != "" and is_plain(out[-1]))
        if not kept:
            gap, separated = True, separated or unicodedata.category(sign)[0] != "Z"
            continue
        pair = (out[-1:], sign)
        digits = sum("0" <= s <= "9" for s in pair)
        if gap and out and (digits == 2 or (digits == 1 and separated and all(map(is_plain, pair)))):
            out += "-"
        out, gap, separated = out + sign, False, False
    return out


def counted(text):
    """What a number counts by the text after it, and what is left of the text."""
    for kind, pattern in COUNTED:
        found = re.match(pattern, text)
        if found:
            return kind, text[found.end() :]
    raise AssertionError


def from_numerals(run):
    values = [NUMERALS[c] for c in run]
    if max(values) < 10:
        return "".join(map(str, values))
    total = last = 0
    for value in values:
        total, last = (total + max(last, 1) * value, 0) if value >= 10 else (total, value)
    return str(total + last)


def read_number(text):
    """The number that a text starts with, as digits, and what follows; '' for none."""
    run = re.match("[0-9a-z]*", text)[0]
    if run:
        rest = text[len(run) :]
        letters = len(run) <= 2 and (re.match("-[0-9a-z]", rest) or counted(rest)[0] in {"building", "unit"})
        return (run, rest) if len(run) <= 8 and (re.search("[0-9]", run) or letters) else ("", text)
    run = re.match("[零一二三四五六七八九十〇百]*", text)[0]
    if run and len(run) <= 8 and counted(text[len(run) :])[0] != "bare":
        return from_numerals(run), text[len(run) :]
    return "", text


def joined(out, text):
    digit = re.search("[0-9]", out[-1:] + text[:1])
    return out + ("-" if out and text and is_plain(out[-1]) and is_plain(text[0]) and digit else "") + text


def put_chain(out, parts, kind):
    if out and out[-1] in ROADS:
        out, parts = joined(out, parts[0]) + "号", parts[1:]
    clear = len(parts) == 3 or (len(parts) == 2 and len(parts[1]) >= 3)
    words_between = ["栋", "单元"] if clear else []
    for k, part in enumerate(parts):
        out = joined(out, part) + (words_between[k] if clear and k + 1 < len(parts) else "")
    return out if clear or len(parts) < 2 else out + SPELT[kind]


def more_follows(text):
    counts = counted(text)[0] not in {"bare", "place"}
    return bool(text) and (is_plain(text[0]) or text[0] in NUMERALS or counts)


def single(out, number, rest):
    kind, after = counted(rest)
    before = out[-1:]
    floor = re.fullmatch("[0-9]+f", number)
    if kind == "bare" and floor:
        kind, number = "floor", number[:-1]
    digits = len(re.findall("[0-9]", number))
    if kind == "room" and not floor and before and before in NESTED and not more_follows(after):
        kind = "bare"
    elif kind == "bare" and before and before in ROADS:
        kind = "number"
    elif kind == "bare" and not after and not (before and before in NESTED) and digits >= 3:
        kind = "room"
    elif kind == "floor" and not (before and is_plain(before)):
        run = re.match("[0-9a-z]*", after)[0]
        inside = counted(after[len(run) :])[0] in {"bare", "room"}
        if inside and re.fullmatch("[0-9]{3,}", run) and len(run) == len(number) + 2 and run.startswith(number):
            return out, after
    return joined(out, number) + SPELT[kind], after


def rewrite(text):
    out = ""
    while text:
        text = re.sub("^第+", "第", text)
        alone = not (out and is_plain(out[-1]))
        if alone and (re.match("第[0-9]", text) or (re.match("第[^a-z]", text) and read_number(text[1:])[0])):
            text = text[1:]
        number, rest = read_number(text)
        chain = re.match("[0-9a-z]+(?:-[0-9a-z]+){1,5}", text)
        if number and chain and is_plain(text[0]):
            parts = chain[0].split("-")
            kind, after = counted(text[chain.end() :])
            if kind == "bare" and re.fullmatch("[0-9]+f", parts[-1]):
                kind, parts[-1] = "floor", parts[-1][:-1]
            if kind == "bare" or (kind == "room" and not more_follows(after)):
                out, text = put_chain(out, parts, kind), after
            else:
                for part in parts:
                    out = joined(out, part)
                out, text = out + SPELT[kind], after
        elif number and (is_plain(text[0]) or not (out and is_plain(out[-1]))):
            out, text = single(out, number, rest)
        else:
            run = re.match("[0-9a-z]+|[零一二三四五六七八九十〇百]+|.", text, re.S)[0]
            links = run == "-" and out and is_plain(out[-1]) and text[1:2] and is_plain(text[1])
            out, text = (out if run in "-#" and not links else joined(out, run)), text[len(run) :]
    return out


def fits(units, place, state):
    level, province, city = units.level[place], units.province[place], units.city[place]
    if state[0] not in (-1, province):
        return False
    if level == 0:
        return True
    return state[1] in (-1, city) and (level == 1 or state[2] in (-1, place))


def meaning(name, state):
    """The one place a name means beside what is known, "noise", "several", or None."""
    units = gazetteer.units()
    places, short = gazetteer.names()[name]
    if gazetteer.NOISE in places:
        return "noise"
    fitting = [p for p in places if fits(units, p, state)]

    def holds(a, b):
        return units.level[a] < units.level[b] and (units.level[a] == 0 or units.city[b] == a)

    top = [p for p in fitting if not any(holds(q, p) for q in fitting)]
    if len(top) == 1:
        return top[0]
    return "several" if top and not short and len({units.names[p] for p in top}) == 1 else None


def learn(place, state):
    units = gazetteer.units()
    cities = [i for i, name in enumerate(units.names) if units.level[i] == 1 and units.city[i] == i]
    if units.level[place] == 0:
        own = [c for c in cities if units.province[c] == place and units.names[c] == units.names[place]]
        return [place, own[0] if own else state[1], state[2]]
    return [int(units.province[place]), int(units.city[place]), place if units.level[place] == 2 else state[2]]


def is_guarded(text):
    if any(text.startswith(word) for word in words("guards")):
        return True
    skipped = re.match("[东西南北中一二三四五六七八九十0-9]{0,4}", text)[0]
    return bool(skipped) and text[len(skipped) : len(skipped) + 1] in set("路街道巷弄大环")


def names_at(text):
    return [text[:n] for n in range(1, min(24, len(text)) + 1) if text[:n] in gazetteer.names()]


def goes_on(text, state):
    for name in names_at(text):
        place = meaning(name, state)
        if place not in (None, "noise") and (not gazetteer.names()[name][1] or not is_guarded(text[len(name) :])):
            return True
    return False


def next_place(text, state):
    for name in reversed(names_at(text)):
        place, rest = meaning(name, state), text[len(name) :]
        if place is None:
            continue
        if gazetteer.names()[name][1] and is_guarded(rest) and not goes_on(rest, learn(place, state)):
            continue
        return name, place
    return "", None


def after_subdistrict(text):
    found = re.match("[\u3400-\U0010ffff]{1,6}?街道", text)
    if not found:
        return text
    rest = text[found.end() :]
    rest = rest[3:] if rest.startswith("办事") and len(rest) > 2 else rest
    return rest if re.search("[路街巷弄]", rest) else text


def locate(text):
    """Province, city, district and open name of an address, and the rest."""
    state, open_name = [-1, -1, -1], ""
    for _ in range(12):
        name, place = next_place(text, state)
        if place == "several":
            return state, name, text[len(name) :]
        if place is not None:
            text = text[len(name) :]
            state = learn(place, state) if place != "noise" else state
            continue
        shorter = after_subdistrict(text) if state[1] >= 0 else text
        if shorter == text:
            break
        text = shorter
    return state, open_name, text
