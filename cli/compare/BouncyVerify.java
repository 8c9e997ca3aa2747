// Verifies CMS signatures with Bouncy Castle, one question per line of standard input, one line of answer each:
//   SECONDS CMS-FILE CONTENT-FILE|-     ->     SIGNATURE CHAIN WORDS
// SIGNATURE: good, bad, unreadable; CHAIN: good, bad, not_asked; SECONDS: the time to judge chains at.
//   java -cp bcprov.jar:bcpkix.jar:bcutil.jar BouncyVerify.java ANCHORS.pem|- OTHERS.pem|-
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.util.*;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

class BouncyVerify {
  static final List<X509Certificate> anchors = new ArrayList<>(), others = new ArrayList<>();
  static String words;

  public static void main(String[] in) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    read(in[0], anchors);
    read(in[1], others);
    System.out.println(Security.getProvider("BC").getInfo());
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    questions.readLine();  // an empty line, to which the version above is the answer
    for (String line; (line = questions.readLine()) != null;) {
      String[] question = line.split(" ");
      words = "";
      String said = answer(Long.parseLong(question[0]), question[1], question[2]);
      System.out.println(said + " " + words.replaceAll("[\\p{Cntrl}]", " "));
    }
  }

  static void read(String file, List<X509Certificate> into) throws Exception {
    if (file.equals("-")) return;
    try (InputStream octets = new FileInputStream(file)) {
      for (java.security.cert.Certificate one : CertificateFactory.getInstance("X.509", "BC").generateCertificates(octets))
        into.add((X509Certificate) one);
    }
  }

  static String answer(long at, String file, String content) throws IOException {
    byte[] octets = Files.readAllBytes(Path.of(file));
    CMSSignedData signed;
    try {
      signed = content.equals("-") ? new CMSSignedData(octets)
          : new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(Path.of(content))), octets);
    } catch (Exception | Error wrong) {
      words = wrong.toString();
      return "unreadable not_asked";
    }
    try {
      Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
      if (signers.isEmpty()) {
        words = "no signers";
        return "bad not_asked";
      }
      boolean good = true, trusted = true, found = true;
      for (SignerInformation signer : signers) {
        X509CertificateHolder certificate = certificateOf(signed, signer);
        if (certificate == null) {
          words = "the signer's certificate was not found";
          return "not_asked not_asked";
        }
        good = verifies(signer, certificate) && good;
        trusted = trusts(signed, certificate, at) && trusted;
      }
      return (good ? "good " : "bad ") + (anchors.isEmpty() ? "not_asked" : trusted ? "good" : "bad");
    } catch (Exception | Error wrong) {
      words = wrong.toString();
      return "unreadable not_asked";
    }
  }

  @SuppressWarnings("unchecked")
  static X509CertificateHolder certificateOf(CMSSignedData signed, SignerInformation signer) throws Exception {
    for (X509CertificateHolder inside : (Collection<X509CertificateHolder>) signed.getCertificates().getMatches(signer.getSID()))
      return inside;
    for (List<X509Certificate> list : List.of(others, anchors))
      for (X509Certificate one : list) {
        X509CertificateHolder holder = new X509CertificateHolder(one.getEncoded());
        if (signer.getSID().match(holder)) return holder;
      }
    return null;
  }

  /** The key alone: dates are a matter of the chain. */
  static boolean verifies(SignerInformation signer, X509CertificateHolder certificate) {
    try {
      PublicKey key = new JcaPEMKeyConverter().setProvider("BC").getPublicKey(certificate.getSubjectPublicKeyInfo());
      if (signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(key))) return true;
      words = "the signature does not verify";
    } catch (Exception | Error wrong) {
      words = wrong.toString();
    }
    return false;
  }

  /** RFC 5280 alone: no purpose is asked for, and no revocation. */
  static boolean trusts(CMSSignedData signed, X509CertificateHolder certificate, long at) {
    if (anchors.isEmpty()) return false;
    try {
      JcaX509CertificateConverter converter = new JcaX509CertificateConverter().setProvider("BC");
      List<X509Certificate> helpers = new ArrayList<>(others);
      for (Object inside : signed.getCertificates().getMatches(null)) {
        try {
          helpers.add(converter.getCertificate((X509CertificateHolder) inside));
        } catch (CertificateException unreadable) {
          continue;
        }
      }
      X509Certificate target = converter.getCertificate(certificate);
      if (anchors.contains(target)) {
        target.checkValidity(new Date(at * 1000));
        return true;
      }
      X509CertSelector selector = new X509CertSelector();
      selector.setCertificate(target);
      Set<TrustAnchor> ends = new HashSet<>();
      for (X509Certificate anchor : anchors) ends.add(new TrustAnchor(anchor, null));
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(ends, selector);
      parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(helpers), "BC"));
      parameters.setRevocationEnabled(false);
      parameters.setDate(new Date(at * 1000));
      CertPathBuilder.getInstance("PKIX", "BC").build(parameters);
      return true;
    } catch (Exception | Error wrong) {
      Throwable cause = wrong;
      while (cause.getCause() != null && cause.getCause() != cause) cause = cause.getCause();
      if (words.isEmpty()) words = cause.toString();
      return false;
    }
  }
}
