"""Raw words of the world: characters with their sounds, roads, goods and invented brands and platforms."""

from __future__ import annotations

from typing import Final


def _entries(listed: str) -> tuple[str, ...]:
    """The entries of a list written over several lines, parted by commas."""
    return tuple(entry.strip() for entry in listed.split(","))


SURNAMES: Final = _entries(
    """
王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,黄 Huang,赵 Zhao,吴 Wu,周 Zhou,徐 Xu,
孙 Sun,马 Ma,朱 Zhu,胡 Hu,郭 Guo,何 He,高 Gao,林 Lin,罗 Luo,郑 Zheng,梁 Liang,谢 Xie,
宋 Song,唐 Tang,许 Xu,韩 Han,冯 Feng,邓 Deng,曹 Cao,彭 Peng,曾 Zeng,肖 Xiao,田 Tian,
董 Dong,袁 Yuan,潘 Pan,于 Yu,蒋 Jiang,蔡 Cai,余 Yu,杜 Du,叶 Ye,程 Cheng,苏 Su,魏 Wei,
吕 Lü,丁 Ding,任 Ren,沈 Shen,姚 Yao,卢 Lu,姜 Jiang,崔 Cui,钟 Zhong,谭 Tan,陆 Lu,汪 Wang,
范 Fan,金 Jin,石 Shi,廖 Liao,贾 Jia,夏 Xia,韦 Wei,欧阳 Ouyang,单 Shan,仇 Qiu
    """
)

GIVEN: Final = _entries(
    """
伟 wei,芳 fang,娜 na,敏 min,静 jing,丽 li,强 qiang,磊 lei,军 jun,洋 yang,勇 yong,艳 yan,
杰 jie,娟 juan,涛 tao,明 ming,超 chao,秀 xiu,霞 xia,平 ping,刚 gang,桂 gui,英 ying,
华 hua,建 jian,国 guo,文 wen,斌 bin,玲 ling,辉 hui,宇 yu,浩 hao,然 ran,欣 xin,怡 yi,
梓 zi,涵 han,晨 chen,思 si,雨 yu,佳 jia,琪 qi,鹏 peng,飞 fei,鑫 xin,龙 long,亮 liang,
红 hong,梅 mei,春 chun,兰 lan,凤 feng,志 zhi,永 yong,福 fu,生 sheng,海 hai,波 bo,晓 xiao,
东 dong,冬 dong,雪 xue,莉 li,倩 qian,云 yun,峰 feng,翔 xiang,俊 jun,凯 kai,博 bo,航 hang,
宁 ning,嘉 jia,慧 hui,婷 ting
    """
)

TRADE: Final = _entries(
    """
锦 jin,绣 xiu,尚 shang,品 pin,优 you,衣 yi,佰 bai,汇 hui,恒 heng,达 da,盛 sheng,源 yuan,
鼎 ding,泰 tai,瑞 rui,丰 feng,诚 cheng,信 xin,美 mei,佳 jia,悦 yue,乐 le,凡 fan,潮 chao,
流 liu,星 xing,辰 chen,蓝 lan,月 yue,橙 cheng,木 mu,林 lin,青 qing,禾 he,千 qian,百 bai,
万 wan,合 he,聚 ju,宝 bao,珍 zhen,雅 ya,致 zhi,初 chu,见 jian,南 nan,北 bei,川 chuan,
岭 ling,舟 zhou,帆 fan,鲸 jing,鹿 lu,雀 que,风 feng,屿 yu
    """
)

ROADS: Final = _entries(
    """
人民 Renmin,中山 Zhongshan,解放 Jiefang,建设 Jianshe,和平 Heping,新华 Xinhua,胜利 Shengli,
文化 Wenhua,长江 Changjiang,黄河 Huanghe,朝阳 Chaoyang,站前 Zhanqian,工业 Gongye,东风 Dongfeng,
光明 Guangming,迎宾 Yingbin,学府 Xuefu,滨河 Binhe,环城 Huancheng,兴业 Xingye,富民 Fumin,
振兴 Zhenxing,科技 Keji,创业 Chuangye,机场 Jichang,体育 Tiyu,花园 Huayuan,湖滨 Hubin,
白云 Baiyun,金沙 Jinsha,龙岗 Longgang,石井 Shijing,三元里 Sanyuanli,西湖 Xihu,北园 Beiyuan,
南湖 Nanhu,商贸 Shangmao,物流 Wuliu,丰泽 Fengze,仙岳 Xianyue
    """
)

ESTATES: Final = _entries(
    """
金色家园 Jinse Jiayuan,阳光花园 Yangguang Huayuan,万和城 Wanhe City,翠湖苑 Cuihu Yuan,
新天地 Xintiandi,锦绣花城 Jinxiu Huacheng,创业园 Chuangye Park,电商产业园 E-commerce Park,
鞋服城 Xiefu Mall,皮具城 Piju Mall,商贸城 Shangmao Mall,工业园 Industrial Park
    """
)

#: category: (Chinese word, brands invented for this world, ordinary price of the genuine article in yuan)
GOODS: Final[dict[str, tuple[str, tuple[str, ...], float]]] = {
    "shoes": ("运动鞋", ("Kestrelle", "Northstride", "Vanto"), 899.0),
    "handbags": ("女包", ("Aurelle", "Maison Orvane", "Talbrique"), 9800.0),
    "watches": ("手表", ("Helvarion", "Corvessa", "Tempora Nova"), 26000.0),
    "cosmetics": ("护肤品", ("Lumisera", "Belle Ondine", "Sensorie"), 620.0),
    "electronics": ("耳机", ("Auvio", "Pulsara", "Kintone"), 1299.0),
    "apparel": ("羽绒服", ("Frostvale", "Arcmont", "Nivalis"), 3200.0),
    "toys": ("积木", ("Brickory", "Tinkara"), 499.0),
    "auto_parts": ("汽车配件", ("Drivenne", "Roulex"), 380.0),
}

LOOKS: Final = _entries(
    """
新款,正品,专柜,代购,男女同款,秋冬,夏季,限量,经典,轻奢,复古,百搭,原单,外贸,明星同款,礼盒装,情侣,透气,防水,加厚,2025款,
2026款,new,original,outlet,classic,limited,unisex,boxed
    """
)

#: platform: (letters before its account numbers, kind of account, share of ordinary accounts, currency)
PLATFORMS: Final[dict[str, tuple[str, str, float, str]]] = {
    "taoji": ("tj", "shop", 0.34, "CNY"),
    "pinlehui": ("pl", "shop", 0.22, "CNY"),
    "jingpu": ("jp", "shop", 0.10, "CNY"),
    "xianhui": ("xh", "shop", 0.08, "CNY"),
    "duanshi": ("ds", "page", 0.08, "CNY"),
    "qunbo": ("qb", "channel", 0.04, "CNY"),
    "amora": ("am", "shop", 0.03, "USD"),
    "web": ("web", "site", 0.03, "USD"),
    "huoyuan": ("hy", "shop", 0.02, "CNY"),
    "suyun": ("sy", "user", 0.03, "CNY"),
    "qianbao": ("qbx", "user", 0.03, "CNY"),
}

CARRIERS: Final = ("顺达", "通圆", "申捷", "云速", "极鸟")
