//! Scripts, and their words.

mod grammar;
mod script;
