"""Characters that mean the same: traditional and simplified, full- and half-width, look-alikes, accents.

`fold` maps one character to the form that lexicons are matched in. The table of traditional characters is small on
purpose: the few hundred commonest in players' messages and all that occur in our lexicons. An unknown one stays.
"""

import unicodedata

TRADITIONAL = (
    "萬與專業東絲兩嚴喪個豐臨為麗舉麼義烏樂喬習鄉書買亂爭於虧雲亞產畝親褻億僅從侖倉儀們價眾優會傘偉傳傷倫偽體餘傭"
    "俠侶僥偵側僑儉債傾償儲兒黨蘭關興養獸內岡冊寫軍農馮衝決況凍淨準涼減湊幾鳳憑凱擊鑿劃劉則剛創刪別劍劑勁動務"
    "勝勞勢勵勳匯區醫華協單賣盧衛卻廠廳歷曆厲壓厭縣參雙發髮變敘葉號嘆嗎呂嚇聽啟吳員嗚詠響啞喚喪囂嘗囉團園圍圖圓聖場"
    "壞塊堅壇墳墜壟壯聲殼處備復複夠頭誇夾奪奮獎奧妝婦媽嫵娛婁嬰孫學寧寶實寵審憲宮寬賓對尋導壽將爾塵嘗層屬岸嶼歲豈嶄"
    "島峽幣帥師帳帶幫乾幹併廣莊慶庫應廟廢開異棄張彈強歸當錄徑徹禦憶懺憂懷態慫憐總恆惡惱懸驚懼慘懲慣憤願慮懶戲戰戶"
    "紮撲擴執掃揚擾撫拋摶搶護報擔擬攏揀擁攔擰撥擇掛摯揮損撿換據攜攝擺搖攤撐敵數齋斬斷無舊時曠晝顯晉曬曉暈暫術機殺"
    "雜權條來楊極構槍樞樣檔橋樁夢檢樓榮橫櫃標欄樹殘歐歡歲殲毀氣漢湯溝沒淚潔灑漁澤濟瀏測濃漲潤澀淵漸溫灣濕滿濾濫"
    "滅燈靈災爐點煉煙煩燒燙熱愛爺狀猶獨狹獅獄獵獻環現瑪電畫暢療瘋癢癮盜盤監蓋盡眼著睜瞞矚礦碼磚礎確離禮禍種積稱穩"
    "窮竄競筆節範築簡簽籃類糧糾紅級約紀純紙紋紛線練組細終紹經結給絕統繼績續維綜綠緊網罰罷羅職聯聰聲肅腸膚腫腦腳脫臉"
    "臟舉艦艱藝節蘇蘋範薦藥獲營蕭虛虧蟲補襲裝見規覽覺觀觸譽計訂認討讓訓議訊記講許論設訪證評識訴診詞試詩話詢該詳語誤"
    "說請諸讀課誰調談謊謀謂謝謠謹譯護變負財責賢敗賬貨質販貪貧購貸貿費賀賊賠賞賜賭賴贈贊贏趕趙躍車軌轉輪軟輕載較輛輸"
    "轟辦辭邊達遷過運還這進遠違連遲適選遺遞鄰醜釋裡里鍾鐘鋼錢鐵鎖錯鍵鍊鏡長門閃閉問間聞閱闆隊陽陰陣階際陸險隨隱難靜頁頂"
    "項順須頑顧頓預領頗頻題額顏顛風飛飯飲餓館駐騎騙驗騰驟魚鮮鳥鳴麥黃齊齒齡龍龜們嚮尷嚐爛獲穫檯臺颱鬆鬧鬥閒絡縫紗紐綁"
    "綱紮緩編緣縮繳繫纏繞纔賺賽趨蹤躲軀輔輯辯遙邏郵醞針釘鈔鈕鉤銀銅銷鋪鋒鍋鎮鏈鑰鑽闖闢陳隸雞雖霧韓頒頭顆飄飾餅"
    "餵駕騷驅驕髒鬍鬱鯊鴨鹽麵黴點黨齣瘋砲礙祿禪禿稅窩竊筍簾籌糞紡繩繪罵聖聾脅臘舖艙蔔蔥螞蠟衊訃託詐誘誠誣誹謗譏"
    "豬貝貞貢貫貼貶賄賦贓軸輩辮鄭醃釀鑑閥闊隕雛韌頹飆馳駁駛駱騾髏魘鵝鷹嬤"
    "週佈儘僱唸嘍姪屍崗廝彙擋擠攪棟棧槓殯沖洩湧滾滯漿灘牆牽犧瞭褲贖踐蹟轄遼鈴鉛銳錶鍛鏟閘韻頸顫饒鬚懇慾縱艷僞啓喫嘩囑墮夥姦尷廚徵惱擱敎暱欽"
)
SIMPLIFIED = (
    "万与专业东丝两严丧个丰临为丽举么义乌乐乔习乡书买乱争于亏云亚产亩亲亵亿仅从仑仓仪们价众优会伞伟传伤伦伪体余佣"
    "侠侣侥侦侧侨俭债倾偿储儿党兰关兴养兽内冈册写军农冯冲决况冻净准凉减凑几凤凭凯击凿划刘则刚创删别剑剂劲动务"
    "胜劳势励勋汇区医华协单卖卢卫却厂厅历历厉压厌县参双发发变叙叶号叹吗吕吓听启吴员呜咏响哑唤丧嚣尝啰团园围图圆圣场"
    "坏块坚坛坟坠垄壮声壳处备复复够头夸夹夺奋奖奥妆妇妈妩娱娄婴孙学宁宝实宠审宪宫宽宾对寻导寿将尔尘尝层属岸屿岁岂崭"
    "岛峡币帅师账带帮干干并广庄庆库应庙废开异弃张弹强归当录径彻御忆忏忧怀态怂怜总恒恶恼悬惊惧惨惩惯愤愿虑懒戏战户"
    "扎扑扩执扫扬扰抚抛抟抢护报担拟拢拣拥拦拧拨择挂挚挥损捡换据携摄摆摇摊撑敌数斋斩断无旧时旷昼显晋晒晓晕暂术机杀"
    "杂权条来杨极构枪枢样档桥桩梦检楼荣横柜标栏树残欧欢岁歼毁气汉汤沟没泪洁洒渔泽济浏测浓涨润涩渊渐温湾湿满滤滥"
    "灭灯灵灾炉点炼烟烦烧烫热爱爷状犹独狭狮狱猎献环现玛电画畅疗疯痒瘾盗盘监盖尽眼着睁瞒瞩矿码砖础确离礼祸种积称稳"
    "穷窜竞笔节范筑简签篮类粮纠红级约纪纯纸纹纷线练组细终绍经结给绝统继绩续维综绿紧网罚罢罗职联聪声肃肠肤肿脑脚脱脸"
    "脏举舰艰艺节苏苹范荐药获营萧虚亏虫补袭装见规览觉观触誉计订认讨让训议讯记讲许论设访证评识诉诊词试诗话询该详语误"
    "说请诸读课谁调谈谎谋谓谢谣谨译护变负财责贤败账货质贩贪贫购贷贸费贺贼赔赏赐赌赖赠赞赢赶赵跃车轨转轮软轻载较辆输"
    "轰办辞边达迁过运还这进远违连迟适选遗递邻丑释里里钟钟钢钱铁锁错键链镜长门闪闭问间闻阅板队阳阴阵阶际陆险随隐难静页顶"
    "项顺须顽顾顿预领颇频题额颜颠风飞饭饮饿馆驻骑骗验腾骤鱼鲜鸟鸣麦黄齐齿龄龙龟们向尴尝烂获获台台台松闹斗闲络缝纱纽绑"
    "纲扎缓编缘缩缴系缠绕才赚赛趋踪躲躯辅辑辩遥逻邮酝针钉钞钮钩银铜销铺锋锅镇链钥钻闯辟陈隶鸡虽雾韩颁头颗飘饰饼"
    "喂驾骚驱骄脏胡郁鲨鸭盐面霉点党出疯炮碍禄禅秃税窝窃笋帘筹粪纺绳绘骂圣聋胁腊铺舱卜葱蚂蜡蔑讣托诈诱诚诬诽谤讥"
    "猪贝贞贡贯贴贬贿赋赃轴辈辫郑腌酿鉴阀阔陨雏韧颓飙驰驳驶骆骡髅魇鹅鹰嬷"
    "周布尽雇念喽侄尸岗厮汇挡挤搅栋栈杠殡冲泄涌滚滞浆滩墙牵牺了裤赎践迹辖辽铃铅锐表锻铲闸韵颈颤饶须恳欲纵艳伪启吃哗嘱堕伙奸尴厨征恼搁教昵钦"
)
LOOK_ALIKES = str.maketrans(
    "аеоросухіѕјһԁԛԝкмтвнАВЕКМНОРСТУХІЅЈαοερτικνυχ０ⅼｌꓲɡɩ",
    "aeopocyxisjhdqwkmtbhabekmhopctyxisjaoeptiknyx0lligi",
)
"""Cyrillic, Greek and other letters that are drawn like Latin ones."""

VARIANTS = str.maketrans("帐賬祢妳姊裏衹祇着麽未", "账账你你姐里只只着么没")
"""Ways of writing that count as one here; 未 and 没 are one word in a complaint."""

_TO_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))


class _Folding(dict[str, str]):
    """Folded characters, worked out on first use."""

    def __missing__(self, char: str) -> str:
        folded = "".join(_fold_one(part) for part in unicodedata.normalize("NFKD", char))
        if len(self) < 100_000:
            self[char] = folded
        return folded


def _fold_one(char: str) -> str:
    if unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me", "Cs", "Co"} and char not in "\n\r\t":
        return ""
    char = _TO_SIMPLIFIED.get(char, char)
    return char.translate(VARIANTS).translate(LOOK_ALIKES).lower()


fold = _Folding()
"""`fold[char]`: the form to match by; empty for what cannot be seen, such as a zero-width space."""


def is_han(char: str) -> bool:
    """True for a Chinese character, in either script."""
    return "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or "𠀀" <= char <= "𳍏"
