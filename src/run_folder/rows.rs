//! Tables of a finished folder as the rows that they were written from.

use polars::prelude::DataFrame;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frame::table::{Row, TableSpec, Wrong};
use crate::run_folder::bound::Bound;

impl Bound {
    /// The rows of a table.
    ///
    /// # Errors
    /// As [`Bound::frame`]; a value that none is (A501).
    pub fn rows<R: Row>(&self) -> Result<Vec<R>, Diagnostics> {
        let spec = R::SPEC;
        R::read(&self.table(spec.name)?).map_err(|wrong| self.refused(spec.name, &wrong))
    }

    /// As [`Bound::rows`]; `None` where the folder has no such table, as where a run had nothing to say in it.
    ///
    /// # Errors
    /// As [`Bound::rows`].
    pub fn rows_if_any<R: Row>(&self) -> Result<Option<Vec<R>>, Diagnostics> {
        if self.has(R::SPEC.name) { self.rows().map(Some) } else { Ok(None) }
    }

    /// A table whose columns are those declared.
    ///
    /// # Errors
    /// A table that cannot be read, or lacks a column, or has another (A501); one that was altered (A510).
    pub fn frame(&self, spec: TableSpec) -> Result<DataFrame, Diagnostics> {
        self.frame_named(spec.name, spec)
    }

    /// As [`Bound::frame`], of a table of many that are alike.
    ///
    /// # Errors
    /// As [`Bound::frame`].
    pub fn frame_named(&self, name: &str, spec: TableSpec) -> Result<DataFrame, Diagnostics> {
        let table = self.table(name)?;
        spec.check(&table).map_err(|wrong| self.refused(name, &wrong))?;
        Ok(table)
    }

    /// What `of` makes of the columns of a table, each being one of those declared.
    ///
    /// # Errors
    /// As [`Bound::frame`]; a value that none is (A501).
    pub fn columns<T>(
        &self,
        spec: TableSpec,
        of: impl FnOnce(&DataFrame) -> Result<T, Wrong>,
    ) -> Result<T, Diagnostics> {
        self.columns_named(spec.name, spec, of)
    }

    /// As [`Bound::columns`], of a table of many that are alike.
    ///
    /// # Errors
    /// As [`Bound::columns`].
    pub fn columns_named<T>(
        &self,
        name: &str,
        spec: TableSpec,
        of: impl FnOnce(&DataFrame) -> Result<T, Wrong>,
    ) -> Result<T, Diagnostics> {
        of(&self.frame_named(name, spec)?).map_err(|wrong| self.refused(name, &wrong))
    }

    fn refused(&self, table: &str, wrong: &Wrong) -> Diagnostics {
        let fault = Diagnostic::new(&codes::NO_SUCH_RUN).arg("path", self.folder().display());
        let fault = fault.arg("why", format!("{table}.parquet：{}", wrong.zh));
        fault.arg("why_en", format!("{table}.parquet: {}", wrong.en)).into()
    }
}
