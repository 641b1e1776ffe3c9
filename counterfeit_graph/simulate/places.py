"""Places: cities with their districts, and addresses written the way different people write them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from counterfeit_graph.simulate.draft import Ints
from counterfeit_graph.simulate.words import ESTATES, ROADS

# province (empty where the city is one), its short and Latin names, city, Latin, weight, districts with Latin names
_CITIES: Final = """
广东省|广东|Guangdong|广州市|Guangzhou|9|白云区 Baiyun,越秀区 Yuexiu,海珠区 Haizhu,番禺区 Panyu,花都区 Huadu
广东省|广东|Guangdong|深圳市|Shenzhen|8|福田区 Futian,龙岗区 Longgang,宝安区 Bao'an,南山区 Nanshan
广东省|广东|Guangdong|佛山市|Foshan|3|禅城区 Chancheng,南海区 Nanhai,顺德区 Shunde
广东省|广东|Guangdong|汕头市|Shantou|3|龙湖区 Longhu,金平区 Jinping,潮南区 Chaonan
福建省|福建|Fujian|莆田市|Putian|6|荔城区 Licheng,城厢区 Chengxiang,涵江区 Hanjiang,秀屿区 Xiuyu
福建省|福建|Fujian|泉州市|Quanzhou|5|丰泽区 Fengze,鲤城区 Licheng,洛江区 Luojiang
福建省|福建|Fujian|福州市|Fuzhou|3|鼓楼区 Gulou,仓山区 Cangshan,晋安区 Jin'an
福建省|福建|Fujian|厦门市|Xiamen|3|思明区 Siming,湖里区 Huli,集美区 Jimei
浙江省|浙江|Zhejiang|金华市|Jinhua|6|婺城区 Wucheng,金东区 Jindong
浙江省|浙江|Zhejiang|杭州市|Hangzhou|7|余杭区 Yuhang,萧山区 Xiaoshan,西湖区 Xihu,滨江区 Binjiang
浙江省|浙江|Zhejiang|温州市|Wenzhou|4|鹿城区 Lucheng,瓯海区 Ouhai,龙湾区 Longwan
浙江省|浙江|Zhejiang|宁波市|Ningbo|3|海曙区 Haishu,鄞州区 Yinzhou,江北区 Jiangbei
江苏省|江苏|Jiangsu|南京市|Nanjing|3|鼓楼区 Gulou,玄武区 Xuanwu,江宁区 Jiangning
江苏省|江苏|Jiangsu|苏州市|Suzhou|4|吴中区 Wuzhong,相城区 Xiangcheng,姑苏区 Gusu
江苏省|江苏|Jiangsu|徐州市|Xuzhou|2|鼓楼区 Gulou,云龙区 Yunlong,泉山区 Quanshan
河北省|河北|Hebei|石家庄市|Shijiazhuang|3|新华区 Xinhua,长安区 Chang'an,裕华区 Yuhua
河北省|河北|Hebei|保定市|Baoding|2|莲池区 Lianchi,竞秀区 Jingxiu
河北省|河北|Hebei|沧州市|Cangzhou|1|新华区 Xinhua,运河区 Yunhe
河南省|河南|Henan|郑州市|Zhengzhou|3|金水区 Jinshui,二七区 Erqi,管城回族区 Guancheng Huizu
河南省|河南|Henan|许昌市|Xuchang|1|魏都区 Weidu,建安区 Jian'an
山东省|山东|Shandong|临沂市|Linyi|2|兰山区 Lanshan,河东区 Hedong,罗庄区 Luozhuang
山东省|山东|Shandong|青岛市|Qingdao|2|市南区 Shinan,城阳区 Chengyang,李沧区 Licang
四川省|四川|Sichuan|成都市|Chengdu|4|武侯区 Wuhou,锦江区 Jinjiang,双流区 Shuangliu
湖北省|湖北|Hubei|武汉市|Wuhan|3|江岸区 Jiang'an,洪山区 Hongshan,硚口区 Qiaokou
湖南省|湖南|Hunan|长沙市|Changsha|2|芙蓉区 Furong,雨花区 Yuhua,岳麓区 Yuelu
安徽省|安徽|Anhui|合肥市|Hefei|2|蜀山区 Shushan,庐阳区 Luyang
江西省|江西|Jiangxi|南昌市|Nanchang|1|青云谱区 Qingyunpu,西湖区 Xihu
辽宁省|辽宁|Liaoning|沈阳市|Shenyang|2|和平区 Heping,沈河区 Shenhe,铁西区 Tiexi
吉林省|吉林|Jilin|长春市|Changchun|1|朝阳区 Chaoyang,南关区 Nanguan
陕西省|陕西|Shaanxi|西安市|Xi'an|2|雁塔区 Yanta,未央区 Weiyang,新城区 Xincheng
广西壮族自治区|广西|Guangxi|南宁市|Nanning|1|青秀区 Qingxiu,西乡塘区 Xixiangtang
|||北京市|Beijing|4|朝阳区 Chaoyang,海淀区 Haidian,丰台区 Fengtai,大兴区 Daxing
|||上海市|Shanghai|5|浦东新区 Pudong New,闵行区 Minhang,松江区 Songjiang,普陀区 Putuo
|||天津市|Tianjin|2|河东区 Hedong,南开区 Nankai,西青区 Xiqing
|||重庆市|Chongqing|2|渝中区 Yuzhong,江北区 Jiangbei,九龙坡区 Jiulongpo
"""

CITIES: Final = tuple(tuple(line.split("|")) for line in _CITIES.strip().splitlines())
_WEIGHTS: Final = np.array([float(city[5]) for city in CITIES])
#: Share of the ordinary accounts in each city.
CITY_SHARE: Final = _WEIGHTS / _WEIGHTS.sum()
#: Cities in which the makers of counterfeits gather.
TOWNS: Final = np.array([0, 0, 1, 3, 4, 4, 4, 5, 8, 9, 10, 16])
STYLES: Final = 6
#: How often each way of writing an address is met.
STYLE_SHARE: Final = (0.42, 0.22, 0.14, 0.10, 0.07, 0.05)
#: The same for people who write each address another way on purpose.
CAREFUL_SHARE: Final = (0.22, 0.20, 0.19, 0.18, 0.17, 0.04)

_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")


def region(city: int) -> str:
    """Province and city as a register writes them.

    Example:
        >>> region(4)
        '福建省莆田市'
    """
    return CITIES[city][0] + CITIES[city][3]


def building_texts(rng: np.random.Generator, cities: Ints) -> list[tuple[int, int, int, int, int, int]]:
    """District, road, side of the road, number, estate (-1 none) and block of each building."""
    count = len(cities)
    district = [int(u * (CITIES[c][6].count(",") + 1)) for u, c in zip(rng.random(count), cities, strict=True)]
    road, side = rng.integers(0, len(ROADS), count), rng.choice(5, count, p=(0.6, 0.1, 0.1, 0.1, 0.1))
    number = rng.integers(1, 1200, count)
    estate = np.where(rng.random(count) < 0.35, rng.integers(0, len(ESTATES), count), -1)
    block = rng.integers(1, 25, count)
    parts = (a.tolist() for a in (road, side, number, estate, block))
    return list(zip(district, *parts, strict=True))


def write(city: int, building: tuple[int, int, int, int, int, int], *, room: int, style: int) -> str:
    """One address in one of the `STYLES`; room 0 is a place without rooms.

    Example:
        >>> write(4, (0, 0, 0, 12, -1, 3), room=502, style=0)
        '福建省莆田市荔城区人民路12号3号楼502室'
        >>> write(4, (0, 0, 0, 12, -1, 3), room=502, style=5)
        'Room 502, Building 3, No. 12 Renmin Road, Licheng District, Putian, Fujian'
    """
    district = CITIES[city][6].split(",")[building[0]]
    han, latin = district.split(" ", 1)
    if style == 5:
        return _latin(city, building, room=room, district=latin)
    head = _head(city, style)
    road = ROADS[building[1]].split(" ")[0] + ("", "东", "西", "南", "北")[building[2]] + "路"
    text = head + _district(han, style) + road + _tail(building, room, style=style)
    return text.translate(_WIDE) if style == 4 else text


def _head(city: int, style: int) -> str:
    province, short, name = CITIES[city][0], CITIES[city][1], CITIES[city][3]
    return {0: province + name, 1: name, 2: f"{short} {name[:-1]} ", 3: short + name, 4: province + name}[style]


def _district(han: str, style: int) -> str:
    return f"{han} " if style == 2 else han


def _tail(building: tuple[int, int, int, int, int, int], room: int, *, style: int) -> str:
    number, estate, block = building[3:]
    named = ESTATES[estate].split(" ")[0] if estate >= 0 else ""
    block_word, room_word = {0: ("号楼", "室"), 1: ("栋", ""), 2: ("幢", "室"), 3: ("栋", "房"), 4: ("号楼", "室")}[
        style
    ]
    inside = f"{block}{block_word}{room}{room_word}" if room else ""
    if style == 3 and room:
        inside = f"{block}{block_word}{room // 100}楼{room}{room_word}"
    return f"{number}号{named}{inside}"


def _latin(city: int, building: tuple[int, int, int, int, int, int], *, room: int, district: str) -> str:
    _, road, side, number, estate, block = building
    named = f"{ESTATES[estate].split(' ', 1)[1]}, " if estate >= 0 else ""
    inside = f"Room {room}, Building {block}, " if room else ""
    way = ROADS[road].split(" ")[1] + ("", " East", " West", " South", " North")[side]
    end = ", ".join(part for part in (CITIES[city][4], CITIES[city][2]) if part)
    return f"{inside}{named}No. {number} {way} Road, {district} District, {end}"


def style_of(rng: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
    """A way of writing for each of `count` writers."""
    return rng.choice(STYLES, count, p=STYLE_SHARE)
