//! Columns of the evidence of trade: who sold, bought and paid, and the export of the invoice platform; of accounts that
//! enterprises give after they filed.

names! {
    SELLER = "seller";
    SELLER_CODE = "seller_code";
    BUYER = "buyer";
    BUYER_CODE = "buyer_code";
    PAYER = "payer";
    /// Whom a line was paid to.
    PAYEE = "payee";
    INVOICE_STATE = "invoice_state";
    /// Code and number of a printed invoice, number of a digital one.
    INVOICE_CODE = "invoice_code";
    INVOICE_NUMBER = "invoice_number";
    DIGITAL_NO = "digital_invoice_no";
    INVOICED_ON = "invoiced_on";
    INVOICED = "invoiced";
    INVOICED_TAX = "invoiced_tax";
    INVOICED_TOTAL = "invoiced_total";
    /// The invoice that a red one reverses.
    RED_OF = "red_of";
    /// No for a red one, whatever the sign of its amounts.
    IS_POSITIVE = "is_positive";
    REMARK = "remark";
    /// From which day an account holds, and which of two of a day is the later.
    ACCOUNT_FROM = "account_from";
    ORDER_OF_DAY = "order_of_day";
    /// Whether the payment list pays to it.
    ACCOUNT_USED = "account_used";
}
