//! Words that the synthetic enterprises are named with. All of it is invented.

/// How a name begins.
pub const CITIES: [&str; 4] = ["深圳市前海", "前海", "深圳市", "深圳前海"];

/// First and second character of a trade name (字号).
pub const FIRST: &str = "澜砚岚棠霁槿澄珩琰昱煦岑泠湛溯衡栩桉沐汀渚翎翊聿芮苓茗菡葭蔚蕴藜虹岱崧嵘峤峻晖晗暄晟朗柘栎桐梓椿榆樾檀淇淳渝漪潇瀚熠燊玥珺琛璟瑜";
pub const SECOND: &str = "舟帆桥泽川原野林石峰屿溪湾涛波流云星辰曜光影音文墨简册图书策略衍算数维度域界联通达行远航程途启承立成正信诚谦和宁安康嘉盛丰裕润";
/// A third character that some trade names have.
pub const THIRD: &str = "创汇智拓诺瑞";
/// A third character for enterprises beyond the number of two-character names.
pub const BEYOND: &str = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳";

pub const TRADES: [&str; 24] = [
    "科技",
    "数据科技",
    "供应链",
    "信息技术",
    "文化传媒",
    "法律服务",
    "跨境电商",
    "软件",
    "云计算",
    "数字创意",
    "网络科技",
    "国际物流",
    "检测技术",
    "知识产权服务",
    "咨询",
    "商务服务",
    "会展服务",
    "动漫游戏",
    "智能科技",
    "金融科技",
    "医疗科技",
    "工业设计",
    "国际贸易服务",
    "数字营销",
];

/// Trades by the sector that a register would put them in; anything else is 其他服务.
const SECTORS: [(&str, &[&str]); 5] = [
    (
        "信息传输、软件和信息技术服务业",
        &["科技", "信息技术", "软件", "云计算", "数字创意", "动漫游戏"],
    ),
    (
        "租赁和商务服务业",
        &["供应链", "跨境电商", "咨询", "商务服务", "会展服务", "国际贸易服务", "数字营销"],
    ),
    ("科学研究和技术服务业", &["检测技术", "知识产权服务", "工业设计", "法律服务"]),
    ("交通运输、仓储和邮政业", &["国际物流"]),
    ("文化、体育和娱乐业", &["文化传媒"]),
];

/// The sector of the trade in a name.
pub fn sector(name: &str) -> &'static str {
    let fits = |trades: &&[&str]| trades.iter().any(|trade| name.contains(trade));
    let found = SECTORS.iter().find(|(_, trades)| fits(trades));
    found.map_or("其他服务业", |(sector, _)| sector)
}

pub const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金";
pub const GIVEN: &str =
    "思远明静嘉宁文博雅雯子涵一鸣浩然欣怡志恒晓彤俊哲若曦建安立群海澜晨光书瑶景行知微承泽语桐";

/// Banks that do not exist.
pub const BANKS: [&str; 5] =
    ["示例银行", "虚构商业银行", "合成农商银行", "演示城市银行", "样本发展银行"];
pub const BRANCHES: [&str; 6] =
    ["前海支行", "桂湾支行", "妈湾支行", "铲湾支行", "深圳宝安支行", "深圳南山支行"];

/// Streets that do not exist.
pub const STREETS: [&str; 8] =
    ["示例一路", "示例二路", "样本大道", "演示街", "虚构中路", "合成北路", "测试南街", "试算路"];
pub const QUARTERS: [&str; 4] = ["桂湾片区", "前湾片区", "妈湾片区", "宝中片区"];

pub const PLATFORMS: [&str; 6] = [
    "共性资源要素支撑",
    "信息共享及云服务",
    "检验检测",
    "知识产权",
    "贸易促进及品牌宣传推广",
    "专业培训",
];

/// Where overseas entities are, as their names show it.
pub const PLACES: [&str; 8] =
    ["Hong Kong", "Singapore", "Malaysia", "Thailand", "Indonesia", "Germany", "Macao", "Viet Nam"];
pub const OVERSEAS: [&str; 7] =
    ["Brightsail", "Clearford", "Harborlight", "Meridian", "Northbay", "Riverstone", "Skylark"];

pub const LISTS: [&str; 2] = ["经营异常名录", "失信惩戒主体名单"];

/// The character at a place, counted around.
pub fn char_at(list: &str, place: u64) -> char {
    let count = list.chars().count().max(1) as u64;
    list.chars().nth((place % count) as usize).unwrap_or('某')
}
