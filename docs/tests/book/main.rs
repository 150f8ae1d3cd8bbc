//! Holds the book and the katas' pages to what they say.

mod commands;
mod futurelock;
mod katas;
mod ladder;
mod pages;
mod timeline;
