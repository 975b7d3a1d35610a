//! Native Excel charts over the cells of a sheet: they follow the cells when somebody edits them.

use rust_xlsxwriter::{
    Chart as Drawn, ChartAxisCrossing, ChartAxisLabelPosition, ChartFont, ChartFormat, ChartLine,
    ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

use super::sheet::{Chart, ChartKind, Kind, Sheet};

const COLOURS: [u32; 6] = [0x1F3864, 0x2E75B6, 0xC55A11, 0x7F7F7F, 0x548235, 0xBF9000];

/// Draws the chart of a sheet, if it has one, below its table; `head` is the row of headings.
pub fn insert(worksheet: &mut Worksheet, sheet: &Sheet, head: u32) -> Result<(), XlsxError> {
    let Some(chart) = sheet.chart.as_ref().filter(|_| !sheet.rows.is_empty()) else {
        return Ok(());
    };
    let drawn = draw(sheet, chart, head);
    let below = head + 2 + sheet.rows.len() as u32 + u32::from(!sheet.total.is_empty());
    worksheet.insert_chart(below, 0, &drawn)?;
    Ok(())
}

fn draw(sheet: &Sheet, chart: &Chart, head: u32) -> Drawn {
    let mut drawn = Drawn::new(match chart.kind {
        ChartKind::Columns => ChartType::Column,
        ChartKind::Bars => ChartType::Bar,
        ChartKind::Lines => ChartType::Line,
        ChartKind::Waterfall => ChartType::ColumnStacked,
    });
    let rows = chart.rows.unwrap_or(sheet.rows.len()).min(sheet.rows.len()) as u32;
    let (first, last) = (head + 1, head + rows);
    let name = sheet.name.as_str();
    for (number, column) in chart.series.iter().enumerate() {
        let column = *column as u16;
        let carrier = chart.kind == ChartKind::Waterfall && number == 0;
        let colour = COLOURS[number % COLOURS.len()];
        let series = drawn.add_series();
        series
            .set_name((name, head, column))
            .set_categories((name, first, chart.labels as u16, last, chart.labels as u16))
            .set_values((name, first, column, last, column));
        let mut format = ChartFormat::new();
        match (carrier, chart.kind) {
            (true, _) => {
                format.set_no_fill().set_no_border();
            }
            (false, ChartKind::Lines) => {
                format.set_line(ChartLine::new().set_color(Color::RGB(colour)).set_width(2));
            }
            (false, _) => {
                format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
            }
        }
        series.set_format(&mut format);
        if chart.kind == ChartKind::Waterfall {
            series.set_gap(40);
        }
    }
    drawn.title().set_name(&chart.title).set_font(ChartFont::new().set_size(12));
    let of_money = |column: &usize| matches!(sheet.headings[*column].kind, Kind::Yuan | Kind::Wan);
    // Of lying bars the values stand on the axis that lies.
    let bars = chart.kind == ChartKind::Bars;
    let value_axis = if bars { drawn.x_axis() } else { drawn.y_axis() };
    if chart.series.first().is_some_and(of_money) {
        // Yuan with the last four digits left off: 万元.
        value_axis.set_num_format(r"0\.0000");
    }
    // Names stand at the edge, not across what falls below nought.
    let names = if bars { drawn.y_axis() } else { drawn.x_axis() };
    names.set_label_position(ChartAxisLabelPosition::Low);
    if bars {
        // First row on top, values below.
        drawn.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max);
    }
    if chart.series.len() == 1 || chart.kind == ChartKind::Waterfall {
        drawn.legend().set_hidden();
    }
    drawn.set_width(960).set_height(400);
    drawn
}
