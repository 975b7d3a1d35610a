//! Which sort of file of ours a tree is, for whoever was given another one.

use super::tree::Node;
use crate::diag::{Diagnostic, Place, codes};

/// Sorts of files that commands take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Pipeline,
    Scheme,
    Scenario,
    Plan,
    Headers,
}

impl Sort {
    const ALL: [Self; 5] =
        [Self::Pipeline, Self::Scheme, Self::Scenario, Self::Plan, Self::Headers];

    /// The section that a file of the sort has, and no other has.
    fn section(self) -> &'static str {
        match self {
            Self::Pipeline => "pipeline",
            Self::Scheme => "scheme",
            Self::Scenario => "scenario",
            Self::Plan => "plan",
            Self::Headers => "categories",
        }
    }

    /// What it is called, and a command that takes it.
    fn called(self) -> [&'static str; 3] {
        match self {
            Self::Pipeline => ["流程文件", "a pipeline file", "jiangbu run FILE"],
            Self::Scheme => ["方案文件", "a scheme file", "jiangbu scheme check FILE"],
            Self::Scenario => {
                ["情景文件", "a scenario file", "jiangbu run PIPELINE --scenario FILE"]
            }
            Self::Plan => ["计划文件", "a plan file", "jiangbu progress FILE"],
            Self::Headers => [
                "表头与用词文件",
                "a file of headings and words",
                "headers = \"FILE\" ([pipeline])",
            ],
        }
    }

    /// # Errors
    /// A file of another sort, named as what it is (C212); one that is of no sort is left to its reader.
    pub fn expect(self, root: &Node) -> Result<(), Diagnostic> {
        if root.at_path(self.section()).is_some() {
            return Ok(());
        }
        let is_table =
            |sort: &&Self| root.at_path(sort.section()).is_some_and(|n| n.as_table().is_some());
        let Some(other) = Self::ALL.iter().find(is_table) else { return Ok(()) };
        let ([zh, en, command], [wanted, wanted_en, _]) = (other.called(), self.called());
        let path = &root.source.path;
        let name = std::path::Path::new(path).file_name().unwrap_or_default().to_string_lossy();
        let fault = Diagnostic::new(&codes::OTHER_SORT).arg("is", zh).arg("is_en", en);
        let fault = fault.arg("wanted", wanted).arg("wanted_en", wanted_en);
        Err(fault.arg("command", command.replace("FILE", &name)).at(Place::File(path.clone())))
    }
}
