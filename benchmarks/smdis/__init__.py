"""An outside benchmark: eight symptoms in 1,920 Japanese tweets (SMDIS, NTCIR-13 MedWeb; CC BY 4.0; not kept here)."""
