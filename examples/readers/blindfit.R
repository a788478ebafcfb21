# Reads what modelowner writes, with R alone.
#
#   source("blindfit.R")
#   d <- blindfit_tables("tables")          # a folder of analyse, report --format csv or simulate --tables
#   d$coefficients
#   b <- blindfit_bundle("study.zip")       # of export --format bundle: its tables, and the names of its files
#   blindfit_lm(b$tables)                   # estimates as coef(summary(lm(...))) has them
#
# Empty cells become NA. The reader does not check a bundle: modelowner rebuild does.

blindfit_table <- function(path) {
  utils::read.csv(path, check.names = FALSE, na.strings = "", stringsAsFactors = FALSE, encoding = "UTF-8")
}

blindfit_tables <- function(folder) {
  files <- list.files(folder, pattern = "[.]csv$", full.names = TRUE)
  if (!length(files)) stop("no tables in ", folder)
  stats::setNames(lapply(files, blindfit_table), sub("[.]csv$", "", basename(files)))
}

blindfit_bundle <- function(path) {
  files <- utils::unzip(path, list = TRUE)$Name
  if (!"bundle.json" %in% files) stop(path, " is no bundle")
  to <- tempfile("bundle")
  on.exit(unlink(to, recursive = TRUE))
  tables <- grep("^tables/[a-z_]+[.]csv$", files, value = TRUE)
  utils::unzip(path, files = tables, exdir = to)
  list(files = files, tables = blindfit_tables(file.path(to, "tables")))
}

# Estimates as a matrix, with rows by term (with several outcomes outcome:term).
blindfit_lm <- function(tables) {
  x <- tables$coefficients
  names <- if ("outcome" %in% colnames(x)) paste(x$outcome, x$term, sep = ":") else x$term
  m <- as.matrix(x[c("estimate", "std_error", "statistic", "p_value")])
  dimnames(m) <- list(names, c("Estimate", "Std. Error", "statistic", "p"))
  m
}

# The covariance matrix of the estimates.
blindfit_vcov <- function(tables) {
  x <- tables$covariance
  terms <- unique(x$variable)
  matrix(x$value, length(terms), byrow = TRUE, dimnames = list(terms, terms))
}
