//! Columns of accounts that enterprises give after they filed.

use super::FieldKind::{Code, Date, Int, Text};
use super::{Field, field};
use crate::frame::columns as c;

/// Accounts that enterprises give after they filed, in the place of that of the filing.
pub static ACCOUNT_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::ACCOUNT_NAME, Text, "户名", "Name of the account"),
    field(c::BANK, Text, "开户行", "Bank"),
    field(c::ACCOUNT, Text, "账号", "Account"),
    field(c::ACCOUNT_FROM, Date, "起用日期", "Valid from"),
    field(c::ORDER_OF_DAY, Int, "同日次序", "Order within the day"),
    field(c::DOCUMENT_NO, Text, "文件号", "Document no."),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
];
