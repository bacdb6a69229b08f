# The inputs of TlsKeyPairTest, as OpenSSL and its users write them: a directory for each, with tls.crt and tls.key. Run once with
# "issue" and "rsa", then with "key", "text", "certificate" and "chain": each by itself, so that none takes long.
set -e
ca() { openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout $1.key -out $1.crt -subj /CN=$1 -days 30 -addext basicConstraints=critical,CA:true; }
under() { # NAME ISSUER EXTENSION: a certificate for NAME.key, which is made unless it is there
  [ -e $1.key ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1.key
  echo "$3" > ext
  openssl req -new -key $1.key -subj /CN=$1 | openssl x509 -req -CA $2.crt -CAkey $2.key -CAcreateserial -days 20 -extfile ext -out $1.crt
}
self() { # NAME DAYS: a self-signed one for NAME.key
  openssl req -x509 -key $1.key -subj /CN=$1 -days $2 -addext subjectAltName=DNS:$1.example,DNS:*.Shop.example -out $1.crt
}
pair() { mkdir $1; cp $2 $1/tls.crt; cp $3 $1/tls.key; } # CASE CERTIFICATES KEY
relabelled() { sed "s/-----\(BEGIN\|END\) .*-----/-----\1 $2-----/" $1; }

case $1 in
issue)
{
ca root; under mid root basicConstraints=critical,CA:true; under leaf mid subjectAltName=DNS:leaf.example; under other root subjectAltName=DNS:other.example
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.key; self ec 30
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.key; self p384 30
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521.key; self p521 30
openssl genpkey -algorithm ED25519 -out ed25519.key; self ed25519 30
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out k1.key; self k1 30
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out explicit.key; self explicit 30
openssl ec -in ec.key -out ec-sec1.key
{ openssl ecparam -name prime256v1; cat ec-sec1.key; } > ec-parameters.key
cat leaf.crt mid.crt > chain.crt; cat leaf.crt mid.crt root.crt > chain-with-root.crt
} 2>/dev/null >/dev/null
;;
rsa)
{
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key; self rsa 30
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.key; self pss 30
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48 -out pss384.key; self pss384 30
openssl rsa -in rsa.key -traditional -out rsa-pkcs1.key
} 2>/dev/null >/dev/null
;;
key)
pair key-pkcs8 ec.crt ec.key
pair key-sec1 ec.crt ec-sec1.key
pair key-sec1-with-parameters-in-front ec.crt ec-parameters.key
pair key-pkcs8-rsa rsa.crt rsa.key
pair key-pkcs1 rsa.crt rsa-pkcs1.key
pair key-p384 p384.crt p384.key
pair key-p521 p521.crt p521.key
pair key-ed25519 ed25519.crt ed25519.key
pair key-rsa-pss pss.crt pss.key
pair key-rsa-pss-of-its-own-parameters pss384.crt pss384.key
pair key-rsa-pss-of-another-certificate pss.crt pss384.key
pair key-rsa-pss-as-pkcs1 pss.crt <(openssl rsa -in pss.key -traditional 2>/dev/null)
pair key-secp256k1 k1.crt k1.key
pair key-explicit-curve ec.crt explicit.key
pair key-and-certificate-explicit-curve explicit.crt explicit.key
pair key-that-signs-nothing ec.crt <(openssl genpkey -algorithm X25519)
pair key-of-openssh ec.crt <(printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n')
pair key-pkcs8-labelled-rsa rsa.crt <(relabelled rsa.key 'RSA PRIVATE KEY')
pair key-pkcs1-labelled-pkcs8 rsa.crt <(relabelled rsa-pkcs1.key 'PRIVATE KEY')
pair key-sec1-labelled-pkcs8 ec.crt <(relabelled ec-sec1.key 'PRIVATE KEY')
pair key-encrypted-pkcs8 ec.crt <(openssl pkcs8 -topk8 -in ec.key -passout pass:secret)
pair key-encrypted-as-of-old ec.crt <(openssl ec -in ec.key -aes128 -passout pass:secret 2>/dev/null)
pair key-of-another-certificate leaf.crt other.key
pair key-of-another-kind rsa.crt ec.key
pair key-of-the-ca chain.crt mid.key
pair key-first-of-several ec.crt <(cat ec.key rsa.key)
pair key-second-of-several ec.crt <(cat rsa.key ec.key)
pair key-second-after-one-of-its-kind ec.crt <(cat leaf.key ec.key)
pair key-cut-off ec.crt <(head -2 ec.key)
pair key-cut-off-within-its-base64 ec.crt <(sed '2d' ec.key)
pair key-is-the-public-one ec.crt <(openssl pkey -in ec.key -pubout)
pair key-as-der ec.crt <(openssl pkey -in ec.key -outform DER)
pair key-empty ec.crt /dev/null
pair key-of-spaces ec.crt <(printf ' \n\n')
pair key-nonsense ec.crt <(echo hello)
pair key-encoded-twice ec.crt <(base64 ec.key)
pair key-in-quotes-with-written-line-ends ec.crt <(sed ':a;N;$!ba;s/\n/\\n/g' ec.key)
;;
text)
pair text-with-crlf <(sed 's/$/\r/' chain.crt) <(sed 's/$/\r/' leaf.key)
pair text-with-byte-order-mark <(printf '\xef\xbb\xbf'; cat chain.crt) <(printf '\xef\xbb\xbf'; cat leaf.key)
pair text-before-and-between <(openssl x509 -in leaf.crt -text; echo 'Bag Attributes: é'; cat mid.crt; echo end) <(echo 'Key Attributes: <No Attributes>'; cat leaf.key)
pair text-indented <(sed 's/^/    /' chain.crt) <(sed 's/^/\t/' leaf.key)
pair text-on-one-line <(tr '\n' ' ' < chain.crt) <(tr '\n' ' ' < leaf.key)
pair text-without-line-ends <(tr -d '\n' < chain.crt) <(tr -d '\n' < leaf.key)
pair text-with-blank-lines <(sed 's/$/\n/' chain.crt) <(sed 's/$/\n/' leaf.key)
pair text-joined-by-cat <(printf %s "$(cat leaf.crt)"; cat mid.crt) leaf.key
pair text-with-headers ec.crt <(sed '1a\Comment: made by hand\n' ec-sec1.key)
;;
certificate)
pair certificate-old-label <(relabelled ec.crt 'X509 CERTIFICATE') ec.key
pair certificate-trusted <(openssl x509 -in ec.crt -trustout -addtrust serverAuth) ec.key
pair certificate-request <(openssl req -new -key ec.key -subj /CN=ec) ec.key
pair certificate-as-der <(openssl x509 -in ec.crt -outform DER) ec.key
pair certificate-as-pkcs12 <(openssl pkcs12 -export -in ec.crt -inkey ec.key -passout pass:) ec.key
pair certificate-cut-off <(head -3 ec.crt) ec.key
pair certificate-of-nonsense <(printf -- '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n') ec.key
pair certificate-of-no-base64 <(sed '2s/^./?/' ec.crt) ec.key
pair certificate-closed-as-another <(sed 's/END CERTIFICATE/END CERT/' ec.crt) ec.key
pair certificate-empty /dev/null ec.key
pair certificate-and-key-empty /dev/null /dev/null
pair certificate-and-key-swapped ec.key ec.crt
pair certificate-expired <(openssl x509 -req -in <(openssl req -new -key ec.key -subj /CN=ec 2>/dev/null) -key ec.key -days -1 2>/dev/null) ec.key
pair certificate-without-names <(openssl req -x509 -key ec.key -subj /CN=shop.example -days 9) ec.key
pair certificate-with-its-key <(cat ec.crt ec.key) ec.key
pair certificate-and-key-as-one-bundle <(cat ec.key ec.crt) <(cat ec.key ec.crt)
pair certificate-with-an-encrypted-key <(cat ec.crt; openssl pkcs8 -topk8 -in ec.key -passout pass:secret) ec.key
;;
chain)
pair chain-in-order chain.crt leaf.key
pair chain-with-its-root chain-with-root.crt leaf.key
pair chain-begins-with-the-ca <(cat mid.crt leaf.crt) leaf.key
pair chain-in-reverse <(cat root.crt mid.crt leaf.crt) leaf.key
pair chain-shuffled <(cat leaf.crt root.crt mid.crt) leaf.key
pair chain-with-a-stranger <(cat leaf.crt other.crt mid.crt) leaf.key
pair chain-with-a-stranger-first <(cat other.crt leaf.crt mid.crt) leaf.key
pair chain-with-a-leaf-twice <(cat leaf.crt leaf.crt mid.crt) leaf.key
pair chain-without-the-intermediate leaf.crt leaf.key
pair chain-of-an-unreadable-issuer <(cat leaf.crt; printf -- '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n') leaf.key
;;
esac
