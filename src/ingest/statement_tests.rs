//! What texts say of units and currencies, and what says nothing.

use super::*;

fn stated(shift: u32) -> Heard {
    Heard::Stated(Said { shift: Some(shift), currency: None })
}

fn of(shift: impl Into<Option<u32>>, currency: Currency) -> Said {
    Said { shift: shift.into(), currency: Some(currency) }
}

#[test]
fn units_are_stated_in_many_words() {
    for text in [
        "单位：万元",
        "（金额单位：万元）",
        "前海数据跨境合规申报汇总表（单位：万元）",
        "除特别注明外，金额单位为万元",
        "本表金额均以万元计",
        "以万元为单位",
        "2025年度支出明细（万元）",
        "万元",
        "注：以上金额单位均为万元。",
        "以上数据单位：万元／％",
        "表中数据单位：万元、人",
        "注意：本表中的数字都是万",
    ] {
        assert_eq!(hear(text), stated(6), "{text}");
    }
    assert_eq!(hear("币种：人民币　单位：万元"), Heard::Stated(of(6, Currency::Cny)));
    assert_eq!(hear("币种:人民币单位:万元"), Heard::Stated(of(6, Currency::Cny)));
    assert_eq!(hear("单位：万美元"), Heard::Stated(of(6, Currency::Usd)));
    assert_eq!(hear("币种：港币"), Heard::Stated(of(None, Currency::Hkd)));
    assert_eq!(hear("金额单位：人民币千元"), Heard::Stated(of(5, Currency::Cny)));
    assert_eq!(hear("单位：元"), stated(2));
    for text in [
        "金額單位：萬元",
        "单位：W元",
        "单位：w元，保留两位小数",
        "單位：人民幣萬元（含稅）",
        "单位：人民币万",
    ] {
        let Heard::Stated(said) = hear(text) else { panic!("{text}: {:?}", hear(text)) };
        assert_eq!(said.shift, Some(6), "{text}");
    }
    assert_eq!(hear("单位：仟元"), stated(5));
    assert_eq!(hear("本表金额单位：角，请核对"), stated(1));
    assert_eq!((hear("单位：分"), hear("金额以分为单位")), (stated(0), stated(0)));
    assert_eq!(hear("單位：港幣"), Heard::Stated(of(None, Currency::Hkd)));
    assert_eq!(hear("单位：W"), Heard::Unclear);
    for text in ["金额单位（万元）：", "2025年度费用明细表（万元）", "附表5（万元）"]
    {
        assert_eq!(hear(text), stated(6), "{text}");
    }
}

#[test]
fn how_a_currency_is_converted_is_no_unit() {
    for text in [
        "注：外币按申报截止日中间价折算人民币。",
        "非人民币支出按付款当日汇率折合为人民币",
        "美元付款按中国人民银行公布的中间价折算",
        "说明：美元、港币支出按申报截止日汇率折合为人民币填报",
    ] {
        assert_eq!(hear(text), Heard::Nothing, "{text}");
    }
    for text in
        ["以上金额均已折算为美元", "表内金额按当日汇率折算为港币", "金额以美元计，按中间价折算"]
    {
        assert!(matches!(hear(text), Heard::Stated(_) | Heard::Named(_)), "{text}");
    }
}

#[test]
fn covers_speak_for_other_tables() {
    let wan = Some(Said { shift: Some(6), currency: None });
    for text in [
        "一、本表金额单位为万元。",
        "申报单位基本情况（以下各表金额单位：万元）",
        "各表金额均以万元为单位",
        "3.表内金额一律按万元填列",
        "單位：萬元",
    ] {
        assert_eq!(for_others(text), wan, "{text}");
    }
    for text in [
        "注册资本（万元）按营业执照填写",
        "注册资本以万元为单位",
        "单项最高支持300万元",
        "填报单位：前海万元通公司",
        "请勿以万元为单位填报",
    ] {
        assert_eq!(for_others(text), None, "{text}");
    }
}

#[test]
fn what_is_not_certain_is_named_or_unclear() {
    assert!(matches!(hear("付款以美元进行，见水单"), Heard::Named(_)));
    assert!(matches!(hear("请勿按元填报"), Heard::Named(_)));
    for text in [
        "单位：1000元",
        "金额单位为卢布",
        "元、万元混填，金额单位万元，部分金额单位千元",
        "Amounts in thousands",
        "单位：一万元",
        "单位：壹万元",
        "单位：x10000元",
        "单位：×10⁴元",
        "(RMB in 10,000s)",
        "In RMB mn",
        "All amounts in CNY 10k",
        "金额精确至0.01万元",
        "保留到0.1万元",
        "金额比例：1:10000",
        "金额倍数：10000",
        "单位换算：1=10000元",
        "缩放：万",
        "币制：502",
    ] {
        assert_eq!(hear(text), Heard::Unclear, "{text}");
    }
}

#[test]
fn amounts_firms_and_other_words_state_nothing() {
    for text in [
        "单位：前海示例喆科技有限公司",
        "填报单位：前海示例喆科技有限公司（万元户）",
        "申报单位:前海示例（元）公司",
        "单项最高300万元，合计不超过五百万元",
        "多元化单元，元旦前提交",
        "备注：以上金额均已实际支付。",
        "说明：收汇以银行水单为准。",
        "2026年申报汇总表",
        "联系人：张三 Tel 0755-1234",
        "附件二 Evidence of payment",
        "1美元=7.1元",
        "金额精确到0.01元",
        "请勿按万元填报",
        "不得以万元填报",
        "币制：142",
        "表一：申报单位概况（注册资本单位：万元）",
        "注册资本 （万元） 500",
        "面积比例：1:500，金额见表",
        "填报单位：前海万元/通商公司",
        "注册资本（万元）：500",
        "员工人数：30人　注册资本（万元）：500　联系人：王五",
        "申请资助金额（万元）：0.5",
        "注册资本：500（万元）",
        "注册资本【万元】：500",
        "项目总投资（万元）：",
        "2024年纳税（万元）：12.5；2025年纳税（万元）：30",
        "2025年奖补台账，预算总额（万元）：500",
    ] {
        assert_eq!(hear(text), Heard::Nothing, "{text}");
    }
}
