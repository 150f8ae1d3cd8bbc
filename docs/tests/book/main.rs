//! What the book and the katas' pages say is so.

mod katas;
mod ladder;
mod pages;
