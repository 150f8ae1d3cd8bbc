//! The comparison in virtual time: its input, its tables and pictures, and the command.

mod cli;
mod differences;
mod grammar;
mod narrow;
