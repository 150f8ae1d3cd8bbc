//! What the book and the katas' pages say is so.

mod commands;
mod futurelock;
mod katas;
mod ladder;
mod pages;
mod timeline;
