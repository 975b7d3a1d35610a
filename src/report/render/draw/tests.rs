//! Drawings of charts as they come: none, one, many, negative, nought, huge.
