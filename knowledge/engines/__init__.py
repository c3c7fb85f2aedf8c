"""Pure engines of knowledge: plain values in, plain values out, no database."""
