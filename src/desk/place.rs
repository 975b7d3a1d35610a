//! Paths that a page names: inside the folder that the desk was opened on, or nowhere.

use std::path::{Component, Path, PathBuf};

/// The folder of a project, as the system knows it.
#[derive(Clone, Debug)]
pub struct Root(PathBuf);

impl Root {
    /// # Errors
    /// A folder that is not there.
    pub fn new(folder: &Path) -> std::io::Result<Self> {
        let whole = std::fs::canonicalize(folder)?;
        match whole.is_dir() {
            true => Ok(Self(whole)),
            false => Err(std::io::ErrorKind::NotADirectory.into()),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What a page names. `None` where that is not there, leads outside (by its name or by a link), or is hidden.
    pub fn inside(&self, named: &str) -> Option<PathBuf> {
        let path = Path::new(named);
        let plain = path.components().all(|part| match part {
            Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
            _ => false,
        });
        let odd = named.is_empty() || named.contains(['\\', ':', '\0']);
        if !plain || odd {
            return None;
        }
        self.holds(&self.0.join(path))
    }

    /// A path as the system knows it, where it is there and inside.
    pub fn holds(&self, path: &Path) -> Option<PathBuf> {
        let whole = std::fs::canonicalize(path).ok()?;
        whole.starts_with(&self.0).then_some(whole)
    }

    /// A folder inside, made where it is not there yet.
    pub fn folder(&self, path: &Path) -> Option<PathBuf> {
        let there = path.ancestors().find(|folder| folder.symlink_metadata().is_ok())?;
        let rest = path.strip_prefix(there).ok()?;
        let climbs = rest.components().any(|part| !matches!(part, Component::Normal(_)));
        let whole = self.holds(there)?.join(rest);
        if climbs || std::fs::create_dir_all(&whole).is_err() {
            return None;
        }
        self.holds(&whole)
    }

    /// A path as pages name it: below the folder, with `/`.
    pub fn shown(&self, path: &Path) -> String {
        let inner = path.strip_prefix(&self.0).unwrap_or(path);
        inner.to_string_lossy().replace('\\', "/")
    }
}

/// The name of a file that somebody brings, without the folders that it came from; `None` where nothing is left
/// that every system takes.
pub fn safe_name(brought: &str) -> Option<String> {
    const MOST: usize = 120;
    const TAKEN: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];
    let name = brought.rsplit(['/', '\\']).next()?.trim().trim_end_matches('.');
    let odd = |c: char| {
        c.is_control()
            || "<>:\"|?*".contains(c)
            || crate::diag::visible(&c.to_string()) != c.to_string()
    };
    let stem = name.split('.').next()?.to_ascii_lowercase();
    let fine = !name.is_empty()
        && name.chars().count() <= MOST
        && !name.starts_with(['.', '~'])
        && !name.chars().any(odd)
        && !TAKEN.contains(&stem.as_str());
    fine.then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_is_found() {
        let outer = tempfile::tempdir().expect("a folder");
        let inner = outer.path().join("project");
        std::fs::create_dir_all(inner.join("runs")).expect("made");
        for file in [outer.path().join("secret"), inner.join("runs/a"), inner.join(".hidden")] {
            std::fs::write(file, "x").expect("written");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outer.path(), inner.join("link")).expect("a link");
            std::os::unix::fs::symlink(inner.join("runs/a"), inner.join("fine")).expect("a link");
        }
        let root = Root::new(&inner).expect("a root");
        assert!(root.inside("runs/a").is_some());
        #[cfg(unix)]
        assert!(root.inside("fine").is_some());
        let absolute = outer.path().join("secret").display().to_string();
        let bad = [
            "../secret",
            "runs/../../secret",
            "link/secret",
            "link",
            ".hidden",
            "",
            ".",
            "..",
            "runs/./../../secret",
            "/etc/passwd",
            "C:\\a",
            "runs\\..\\..\\secret",
            "a\0b",
            &absolute,
        ];
        for name in bad {
            assert_eq!(root.inside(name), None, "{name}");
        }
        assert!(root.folder(&inner.join("new/one")).is_some());
        assert_eq!(root.folder(&outer.path().join("other")), None);
        #[cfg(unix)]
        assert_eq!(root.folder(&inner.join("link/other")), None);
        assert!(!outer.path().join("other").exists());
    }

    #[test]
    fn names_that_every_system_takes() {
        assert_eq!(safe_name("C:\\用户\\申报 表.xlsx").as_deref(), Some("申报 表.xlsx"));
        assert_eq!(safe_name("../../etc/a.xlsx").as_deref(), Some("a.xlsx"));
        for bad in [
            "",
            "..",
            "/",
            ".a.xlsx",
            "~$a.xlsx",
            "a\u{202e}xslx.exe",
            "a\n.xlsx",
            "con.xlsx",
            "a:b",
        ] {
            assert_eq!(safe_name(bad), None, "{bad:?}");
        }
        assert_eq!(safe_name(&"长".repeat(121)), None);
    }
}
