//! What the columns of a Parquet file hold, as far as a field can take it.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit as Unit, Type};
use parquet::schema::types::ColumnDescriptor;
use polars::prelude::TimeUnit;

/// A kind of flat column, by how its values are stored. Decimals carry their scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Also plain bytes: a text where they are one.
    Text,
    FixedText,
    Bool,
    SmallInt,
    SmallUnsigned,
    Int,
    Unsigned,
    Single,
    Float,
    SmallDecimal(usize),
    LongDecimal(usize),
    ByteDecimal(usize),
    FixedDecimal(usize),
    Date,
    /// Since 1970: an instant in UTC, or a clock time of nobody knows where.
    Moment {
        unit: TimeUnit,
        instant: bool,
    },
    /// A day and nanoseconds in UTC, as Spark and Hive write them.
    Int96,
    /// Nothing but empty cells.
    Nothing,
}

impl Kind {
    /// Bytes that a value takes in memory, texts without their own.
    pub fn width(self) -> u64 {
        match self {
            Self::Bool | Self::Nothing => 1,
            Self::Single | Self::Date => 4,
            Self::SmallInt | Self::SmallUnsigned | Self::Int | Self::Float => 8,
            Self::Moment { .. } | Self::Int96 => 8,
            _ => 16,
        }
    }
}

/// In Chinese and English, what a column holds that no field takes.
pub type Foreign = (&'static str, &'static str);

/// The kind of a column.
///
/// # Errors
/// What it holds, where no field can take it.
pub fn kind(column: &ColumnDescriptor) -> Result<Kind, Foreign> {
    let physical = column.physical_type();
    match column.logical_type_ref() {
        Some(LogicalType::Decimal(of)) => return decimal(physical, of.scale),
        Some(LogicalType::Timestamp(of)) if physical == Type::INT64 => {
            let unit = match of.unit {
                Unit::MILLIS => TimeUnit::Milliseconds,
                Unit::MICROS => TimeUnit::Microseconds,
                Unit::NANOS => TimeUnit::Nanoseconds,
            };
            return Ok(Kind::Moment { unit, instant: of.is_adjusted_to_u_t_c });
        }
        Some(LogicalType::Integer(of)) => return integer(physical, of.is_signed),
        Some(LogicalType::Date) if physical == Type::INT32 => return Ok(Kind::Date),
        Some(LogicalType::Unknown) => return Ok(Kind::Nothing),
        Some(LogicalType::Time(_)) => return Err(TIME),
        Some(LogicalType::Uuid) => return Err(("UUID", "UUIDs")),
        Some(LogicalType::Float16) => return Err(("16 位浮点数", "16-bit floating-point numbers")),
        Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) | None => {}
        Some(_) => return Err(("特殊类型", "values of a special kind")),
    }
    converted(column, physical)
}

const TIME: Foreign = ("时刻（无日期）", "times of day without a date");

/// By the older kind of annotation, and without any.
fn converted(column: &ColumnDescriptor, physical: Type) -> Result<Kind, Foreign> {
    // The older annotation means instants, as the format says.
    let moment = |unit| Ok(Kind::Moment { unit, instant: true });
    match column.converted_type() {
        ConvertedType::DECIMAL => return decimal(physical, column.type_scale()),
        ConvertedType::DATE if physical == Type::INT32 => return Ok(Kind::Date),
        ConvertedType::TIMESTAMP_MILLIS if physical == Type::INT64 => {
            return moment(TimeUnit::Milliseconds);
        }
        ConvertedType::TIMESTAMP_MICROS if physical == Type::INT64 => {
            return moment(TimeUnit::Microseconds);
        }
        ConvertedType::UINT_8
        | ConvertedType::UINT_16
        | ConvertedType::UINT_32
        | ConvertedType::UINT_64 => return integer(physical, false),
        ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => return Err(TIME),
        ConvertedType::INTERVAL => return Err(("时间间隔", "intervals")),
        _ => {}
    }
    Ok(match physical {
        Type::BOOLEAN => Kind::Bool,
        Type::INT32 => Kind::SmallInt,
        Type::INT64 => Kind::Int,
        Type::INT96 => Kind::Int96,
        Type::FLOAT => Kind::Single,
        Type::DOUBLE => Kind::Float,
        Type::BYTE_ARRAY => Kind::Text,
        Type::FIXED_LEN_BYTE_ARRAY => Kind::FixedText,
    })
}

fn integer(physical: Type, is_signed: bool) -> Result<Kind, Foreign> {
    match (physical, is_signed) {
        (Type::INT32, true) => Ok(Kind::SmallInt),
        (Type::INT32, false) => Ok(Kind::SmallUnsigned),
        (Type::INT64, true) => Ok(Kind::Int),
        (Type::INT64, false) => Ok(Kind::Unsigned),
        _ => Err(("特殊类型", "values of a special kind")),
    }
}

fn decimal(physical: Type, scale: i32) -> Result<Kind, Foreign> {
    const MOST: usize = 38;
    let scale = usize::try_from(scale).ok().filter(|scale| *scale <= MOST);
    let scale = scale.ok_or(("小数位数不合理的数", "decimals of an impossible scale"))?;
    match physical {
        Type::INT32 => Ok(Kind::SmallDecimal(scale)),
        Type::INT64 => Ok(Kind::LongDecimal(scale)),
        Type::BYTE_ARRAY => Ok(Kind::ByteDecimal(scale)),
        Type::FIXED_LEN_BYTE_ARRAY => Ok(Kind::FixedDecimal(scale)),
        _ => Err(("特殊类型", "values of a special kind")),
    }
}
