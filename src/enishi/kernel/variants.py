"""Kanji that are one name in two spellings: old and new forms, family-register forms, carriers' and typists' substitutes.

Each group begins with the form that stands for all in a search key. The fold is for finding only; a name is
always shown as its owner writes it.
"""

from typing import Final

_GROUPS: Final = """
高髙 崎﨑嵜碕 斉斎齋齊亝 辺邊邉 沢澤 浜濱濵 広廣 国國圀囯 桜櫻 島嶋嶌 徳德悳 恵惠 真眞 竜龍 滝瀧 蔵藏 栄榮
学學斈 曽曾 弥彌 与與 富冨 峰峯 吉𠮷 柳栁桺 関關 渋澁澀 塩鹽 実實 寿壽 亀龜 鉄鐵銕 宝寳寶 黒黑 戸戶 呂吕
児兒 礼禮 静靜 清淸 郎郞 朗朖 増增 横橫 薮藪籔 桧檜 梅楳 松枩枀 館舘 剣劍劔釼剱 鶴靏靍鸖 鴎鷗 籠篭 頼賴
瀬瀨 浅淺 温溫 遥遙 尭堯 槙槇 万萬 豊豐 来來 巌巖 厳嚴 応應 円圓 桑桒 穣穰 稲稻 穂穗 薫薰 芦蘆 芸藝 荘莊
覚覺 観觀 誉譽 読讀 釈釋 野埜 銭錢 録錄 隠隱 雑雜 霊靈 顕顯 駅驛 験驗 鶏鷄 麦麥 黄黃 点點 歯齒 巻卷 帰歸
従從 恒恆 悦悅 慎愼 懐懷 戦戰 拝拜 挙擧 択擇 摂攝 数數 晃晄 昂昻 晋晉 暁曉 暦曆 条條 楽樂 様樣 権權 歓歡
歩步 歳歲 毎每 気氣 涼凉 渓溪谿 湾灣 満滿 潜潛 焔焰 煕熙熈 灯燈 状狀 瑶瑤 画畫 当當 畳疊 祢禰 禄祿 秋穐秌
秘祕 竈竃 糸絲 経經 緑綠 総總 縁緣 継繼 続續 絵繪 聡聰 声聲 胆膽 舎舍 艶艷 茎莖 蒋蔣 薬藥 虎乕 蛍螢 衛衞
装裝 亘亙 亜亞 仏佛 会會 伝傳 体體 倹儉 両兩 凛凜 処處 勅敕 勲勳勛 励勵 労勞 効效 区區 医醫 参參 双雙
収收 叙敍敘 号號 喜㐂 団團 囲圍 図圖 塁壘 壮壯 壱壹 奥奧 奨獎奬 姫姬 嬢孃 寛寬 将將 専專 尽盡 届屆 属屬
峡峽 岳嶽 巣巢 帯帶 庁廳 庵菴 弁辨瓣辯 弐貳 弾彈 径徑 徴徵 勇勈 予豫 浄淨 済濟 涛濤 狭狹 献獻 県縣 砺礪
磯礒 称稱 竪豎 粋粹 粛肅 繊纖 萌萠 蛎蠣 諌諫 謡謠 賛贊 軽輕 転轉 逓遞 遅遲 郷鄕鄉 酔醉 鋭銳 鎮鎭 閲閱
随隨 険險 頬頰 駆驅 騒騷 鯵鰺 麺麵 黙默 瓶甁 産產 教敎 青靑 即卽 既旣 戻戾 強强 村邨 鉱鑛 枡桝 栃杤
淵渕渊 壷壺 迩邇 祷禱 莱萊 蝋蠟 醤醬 掴摑 填塡 躯軀 騨驒 頚頸 賎賤 彦彥 毘毗 侠俠 倶俱 呑吞 焼燒 売賣
変變 壌壤 拡擴 旧舊 為爲 猟獵 独獨 発發 禅禪 蚕蠶 触觸 証證 訳譯 譲讓 辞辭 鋳鑄 髪髮 姉姊 屏屛 抜拔 挿插
捜搜 揺搖 楼樓 欧歐 殻殼 没沒 沖冲 涙淚 滞滯 炉爐 犠犧 痴癡 碍礙 稚穉 臓臟 虫蟲 蛮蠻 覧覽 隣鄰 麹麴 蕊蘂
節莭 冴冱 卯夘 爾尓 翠翆 脇𦚰 土圡 丈𠀋 緒緖
"""


def _table(groups: str) -> dict[int, str]:
    return {ord(other): group[0] for group in groups.split() for other in group[1:] if other != group[0]}


VARIANTS: Final[dict[int, str]] = _table(_GROUPS)
