//! The comparison in virtual time: the words that go in, the tables and pictures that come out, and
//! the command around them.

mod cli;
mod differences;
mod grammar;
