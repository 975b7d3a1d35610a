//! What people read: plain models with every number final, and renderers that only lay them out.

pub mod model;
pub mod printing;
pub mod render;
pub mod words;
