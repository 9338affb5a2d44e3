"""`shenhe check`: what it prints, in which form, and how it ends."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from conftest_types import Changed, Desk, Run, Typed
