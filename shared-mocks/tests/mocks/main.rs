//! Scripts, and how you write them.

mod grammar;
mod script;
