//! The small world that typst sees: the layouts, the data and the fonts, and nothing else. No package, no path
//! outside, no clock.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{data, fitted, glyphs, rows};
use crate::diag::{Diagnostic, Diagnostics, Place, SourceText, codes};
use crate::report::model::document::Document;
use crate::report::render::layouts::Layouts;

macro_rules! faces {
    ($($name:literal)*) => {
        &[$(include_bytes!(concat!("../../../../reports/fonts/", $name))),*]
    };
}

/// The faces that are built in, the first choice; `reports/fonts/README.md` says what each covers.
const FACES: &[&[u8]] = faces!(
    "NotoSerifSC-Regular.ttf" "NotoSerifSC-Bold.ttf" "NotoSansSC-Regular.ttf" "NotoSansSC-Bold.ttf"
    "NotoSerifMore-Regular.otf" "NotoSerifMore-Bold.otf" "NotoSansMore-Regular.otf" "NotoSansMore-Bold.otf"
    "NotoSerifLatin-Regular.ttf" "NotoSerifLatin-Bold.ttf" "NotoSansLatin-Regular.ttf" "NotoSansLatin-Bold.ttf"
);

/// Looked at once in a process: reading the tables of characters takes a while.
static BUILT_IN: OnceLock<Vec<Font>> = OnceLock::new();

const MAIN: &str = "main.typ";
const DATA: &str = "data.json";

/// Prints documents with one set of layouts.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: FileId,
    sources: BTreeMap<String, (Source, String)>,
    files: BTreeMap<String, Bytes>,
}

impl Press {
    /// # Errors
    /// A font file that is none (F228); layouts whose names typst does not take (F226).
    pub fn new(layouts: &Layouts) -> Result<Self, Diagnostics> {
        let fonts = fonts(layouts)?;
        let book = FontBook::from_fonts(&fonts);
        let families: Vec<&str> = book.families().map(|(name, _)| name).collect();
        let families = serde_json::json!(families).to_string().into_bytes();
        let mut sources = BTreeMap::new();
        for name in ["house.typ", "list.typ", MAIN, "notice.typ", "report.typ"] {
            if let Some(file) = layouts.file(name) {
                let source = Source::new(id(name)?, file.text.clone());
                sources.insert(name.to_string(), (source, file.path.clone()));
            }
        }
        let files = BTreeMap::from([
            ("families.json".to_string(), Bytes::new(families)),
            ("words.json".to_string(), Bytes::new(data::words())),
        ]);
        let book = LazyHash::new(book);
        let mut library = Library::default();
        for function in [&rows::ROWS, &fitted::FITTED] {
            library.global.scope_mut().define_func_with_data(function);
        }
        let library = LazyHash::new(library);
        Ok(Self { library, book, fonts, main: id(MAIN)?, sources, files })
    }

    /// Prints documents into one file.
    ///
    /// # Errors
    /// See [`super::pdf`].
    pub fn print(&mut self, documents: &[&Document]) -> Result<Vec<u8>, Diagnostics> {
        let mut data = data::documents(documents);
        glyphs::replace(&mut data, &self.fonts);
        // Where a layout names no font that is there, typst leaves a text out and says nothing.
        for (source, _) in self.sources.values() {
            let lines: Vec<&str> = source.text().lines().collect();
            glyphs::check(&lines.into(), &self.fonts)?;
        }
        self.files.insert(DATA.to_string(), Bytes::new(data.to_string().into_bytes()));
        let made = self.compile();
        // What was remembered belongs to these documents; keeping it would grow with every file.
        self.files.remove(DATA);
        comemo::evict(0);
        made
    }

    fn compile(&self) -> Result<Vec<u8>, Diagnostics> {
        let compiled = typst::compile::<PagedDocument>(self);
        let document = compiled.output.map_err(|faults| self.say(&faults))?;
        glyphs::walk(&document)?;
        let options = PdfOptions {
            creator: Smart::Custom(Some(
                concat!("jiangbu ", env!("CARGO_PKG_VERSION")).to_string(),
            )),
            standards: PdfStandards::new(&[PdfStandard::A_2a])
                .map_err(|why| Diagnostic::new(&codes::LAYOUT_FAULT).arg("why", why.message()))?,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|faults| self.say(&faults))
    }

    /// Faults of the layouts, each at its place in its file.
    fn say(&self, faults: &[SourceDiagnostic]) -> Diagnostics {
        let said = faults.iter().map(|fault| {
            let mut why = fault.message.to_string();
            for hint in &fault.hints {
                why.push_str(" · ");
                why.push_str(&hint.v);
            }
            let place = self.place(fault).unwrap_or_default();
            Diagnostic::new(&codes::LAYOUT_FAULT).arg("why", why).at(place)
        });
        Diagnostics(said.collect())
    }

    fn place(&self, fault: &SourceDiagnostic) -> Option<Place> {
        let id = fault.span.id()?;
        let name = id.vpath().get_without_slash();
        let (source, path) = self.sources.get(name)?;
        let text = SourceText { path: path.clone(), text: source.text().to_string() };
        let span = self.range(fault.span)?;
        Some(Place::Text { source: std::sync::Arc::new(text), span })
    }
}

fn id(name: &str) -> Result<FileId, Diagnostic> {
    let path = VirtualPath::new(name);
    let path = path.map_err(|_| Diagnostic::new(&codes::LAYOUT_FAULT).arg("why", name))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The built-in faces.
pub fn built_in() -> &'static [Font] {
    BUILT_IN
        .get_or_init(|| FACES.iter().filter_map(|face| Font::new(Bytes::new(*face), 0)).collect())
}

/// The built-in faces, then those of the user.
fn fonts(layouts: &Layouts) -> Result<Vec<Font>, Diagnostics> {
    let mut fonts = built_in().to_vec();
    let mut faults = Diagnostics::default();
    for (path, bytes) in layouts.fonts() {
        let before = fonts.len();
        fonts.extend(Font::iter(Bytes::new(bytes.clone())));
        if fonts.len() == before {
            let place = Place::File(path.clone());
            faults.push(Diagnostic::new(&codes::FONT_UNUSABLE).at(place));
        }
    }
    faults.into_result(fonts)
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let name = own(id)?;
        let source = self.sources.get(name).map(|(source, _)| source.clone());
        source.ok_or_else(|| FileError::NotFound(name.into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = own(id)?;
        match (self.files.get(name), self.sources.get(name)) {
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some((source, _))) => Ok(Bytes::from_string(source.text().to_string())),
            (None, None) => Err(FileError::NotFound(name.into())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The name of a file of ours; packages are refused.
fn own(id: FileId) -> FileResult<&'static str> {
    match id.get().root() {
        VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
        _ => Err(FileError::Other(Some("packages are not available to layouts".into()))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::built_in;

    /// 通用规范汉字表 (2013), all 8,105 characters, from the field kTGH of Unicode's Unihan database 15.0.
    const STANDARD: &str = include_str!("../../../../tests/reports/standard_characters.txt");

    /// What the faces of a kind (`Serif`, `Sans`) and weight have between them.
    fn covered(kind: &str, bold: bool) -> BTreeSet<u32> {
        let faces = built_in().iter().filter(|font| {
            let info = font.info();
            info.family.starts_with(&format!("Noto {kind} "))
                && (info.variant.weight.to_number() > 500) == bold
        });
        faces.flat_map(|font| font.info().coverage.iter()).collect()
    }

    #[test]
    fn each_weight_of_each_kind_has_the_characters_of_names_and_latin_with_marks() {
        let standard: BTreeSet<u32> = STANDARD.trim().chars().map(|c| c as u32).collect();
        assert_eq!(standard.len(), 8_105);
        for kind in ["Serif", "Sans"] {
            for bold in [false, true] {
                let has = covered(kind, bold);
                let latin = 0x100..=0x17f;
                let missing: Vec<u32> =
                    standard.iter().copied().chain(latin).filter(|c| !has.contains(c)).collect();
                assert!(missing.is_empty(), "{kind}, bold {bold}: {missing:x?}");
                assert!(
                    "𬭎𬀩䶮㛃ḱǒŁĎ".chars().all(|c| has.contains(&(c as u32))),
                    "{kind}, bold {bold}"
                );
            }
        }
    }

    /// GB 18030-2022, level two: 通用规范汉字表 and the unified ideographs of both blocks that level one names.
    #[test]
    fn some_face_has_every_ideograph_that_public_registers_must_print() {
        let has = covered("Sans", false);
        let level = (0x3400..=0x4db5).chain(0x4e00..=0x9fef);
        let missing: Vec<u32> = level.filter(|c| !has.contains(c)).collect();
        assert!(missing.is_empty(), "{missing:x?}");
        assert!(has.contains(&('𠮷' as u32)));
    }
}
